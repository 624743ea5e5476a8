import { mount } from 'svelte';
import App from './App.svelte';
import { settings } from './app/settings.svelte';
import './theme.css';

const target = document.getElementById('app');
if (target) void settings.ready().then(() => mount(App, { target }));
