// Drives the door for assistants by the official SDK of npm, over both transports.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'

const url = process.env.ATTENTIVE_URL.replace(/\/$/, '')
const folder = process.env.ATTENTIVE_DATA_DIR
const transports = {
  http: () => new StreamableHTTPClientTransport(new URL(`${url}/mcp`)),
  stdio: () =>
    new StdioClientTransport({
      command: process.env.ATTENTIVE_PROGRAM,
      args: ['--data-dir', folder, '--config', `${folder}/none.toml`, 'mcp', '--port', new URL(url).port],
    }),
}

for (const [name, transport] of Object.entries(transports)) {
  test(`an assistant asks and is answered over ${name}`, async () => {
    const client = new Client({ name: 'node-tester', version: '1.0.0' })
    await client.connect(transport())
    const { tools } = await client.listTools()
    assert.ok(tools.some((tool) => tool.name === 'attention.may_interrupt'))
    const asked = await client.callTool({ name: 'attention.may_interrupt', arguments: { reason: 'done', urgency: 'urgent' } })
    assert.equal(asked.structuredContent.answer, 'now')
    const refused = await client.callTool({ name: 'time.summary', arguments: {} })
    assert.ok(refused.isError)
    await client.close()
  })
}
