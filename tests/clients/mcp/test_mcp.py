"""Drives every tool by the real MCP client, over both transports, in the current revision and in the one before.

Wants ATTENTIVE_URL (a running server), ATTENTIVE_PROGRAM (the program) and ATTENTIVE_DATA_DIR (the server's folder).
"""

import asyncio
import json
import os
import subprocess
import urllib.error
import urllib.request

import httpx2 as httpx  # the client library that `mcp` itself uses
import pytest
from mcp import Client, MCPError
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

URL = os.environ["ATTENTIVE_URL"].rstrip("/")
PROGRAM = os.environ["ATTENTIVE_PROGRAM"]
FOLDER = os.environ["ATTENTIVE_DATA_DIR"]
PORT = URL.rsplit(":", 1)[1]
ALL = "state:coarse,state:full,history:aggregate,history:titles,ask,policy:write"


def program(*words):
    """Runs the program on the server's folder; returns what it printed."""
    command = [PROGRAM, "--data-dir", FOLDER, "--config", os.path.join(FOLDER, "none.toml"), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.strip()


def http(method, path, body=None, token=None):
    """One plain request; returns status and JSON."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URL + path, data=data, method=method, headers={"Content-Type": "application/json"})
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


@pytest.fixture(scope="session")
def token():
    """The token of an assistant that may all."""
    made = program("assistants", "add", "tester", "--scope", ALL)
    yield made
    program("assistants", "remove", "tester")


def client(transport, mode, token=None):
    """A client over that transport, in that revision."""
    if transport == "stdio":
        words = ["--data-dir", FOLDER, "--config", os.path.join(FOLDER, "none.toml"), "mcp", "--port", PORT]
        env = {"ATTENTIVE_TOKEN": token} if token else {}
        return Client(StdioServerParameters(command=PROGRAM, args=words, env=env), mode=mode)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client(streamable_http_client(URL + "/mcp", http_client=httpx.AsyncClient(headers=headers, timeout=60)), mode=mode)


WAYS = [(transport, mode) for transport in ("http", "stdio") for mode in ("auto", "legacy")]


@pytest.mark.parametrize(("transport", "mode"), WAYS)
def test_every_tool_answers(transport, mode, token):
    async def run():
        async with client(transport, mode, token) as session:
            assert session.protocol_version == ("2026-07-28" if mode == "auto" else "2025-11-25")
            tools = {tool.name: tool for tool in (await session.list_tools()).tools}
            called = set()

            async def call(name, arguments=None):
                result = await session.call_tool(name, arguments or {})
                called.add(name)
                assert not result.is_error, (name, result.content)
                return result.structured_content

            state = await call("attention.state")
            assert state["availability"] in ("free", "busy", "away", "unknown") and "interrupt" in state
            answer = await call("attention.may_interrupt", {"reason": "tests are green", "urgency": "urgent"})
            assert answer["answer"] == "now"
            await call("attention.report", {"ticket": answer["ticket"], "outcome": "helped"})
            asked = await call("attention.ask", {"question": "Deploy?", "options": ["yes", "no"], "urgency": "urgent"})
            assert asked["status"] == "delivered"
            status, _ = http("POST", f"/api/attentive/inbox/{asked['ticket']}/do", {"do": "answer", "answer": "yes"})
            assert status == 200
            ticket = await call("attention.ticket", {"ticket": asked["ticket"], "wait_seconds": 10})
            assert (ticket["status"], ticket["answer"]) == ("closed", "yes")
            told = await call("attention.tell", {"subject": "backup is done", "urgency": "urgent"})
            assert any(own["ticket"] == told["ticket"] for own in (await call("attention.queue"))["own"])
            assert (await call("attention.cancel", {"ticket": told["ticket"]}))["status"] == "withdrawn"
            assert (await call("time.summary", {"period": "last_7_days"}))["present_min"] >= 0
            assert "sessions" in await call("focus.sessions")
            assert "before" in await call("trends.compare", {"days": 3})
            query = {"query": "RETURN = find_bucket('attentive-tickets');", "timeperiods": ["2026-01-01T00:00:00Z/2099-01-01T00:00:00Z"]}
            assert "attentive-tickets" in str(await call("time.query", query))
            assert "hours" in await call("plan.suggest")
            assert "suggestions" in await call("recommend.next")
            assert "effects" in await call("experiment.status")
            assert (await call("policy.set", {"never_from": ["ads"]}))["never_from"] == ["ads"]
            named = await call("text.entities", {"texts": ["Please ask Anna Smith about OPS-7", ""]})
            names = {entity["name"] for entity in named["found"][0]["entities"]}
            assert {"Anna Smith", "OPS-7"} <= names and named["found"][1]["entities"] == []
            missing = await session.call_tool("text.classify", {"model": "none", "texts": ["x"]})
            called.add("text.classify")
            assert missing.is_error and "attentive text train" in missing.content[0].text
            assert called == set(tools), set(tools) - called

    asyncio.run(run())


@pytest.mark.parametrize(("transport", "mode"), WAYS)
def test_who_may_not_is_refused_and_written_down(transport, mode):
    async def run():
        async with client(transport, mode) as session:
            coarse = (await session.call_tool("attention.state", {})).structured_content
            assert set(coarse) == {"availability", "as_of"}
            for name in ("time.summary", "time.query", "policy.set", "experiment.status"):
                refused = await session.call_tool(name, {})
                assert refused.is_error and "needs the scope" in refused.content[0].text, name
            with pytest.raises(MCPError):
                await session.read_resource("attention://policy")

    asyncio.run(run())
    _, audit = http("GET", "/api/attentive/audit?limit=100")
    refused = [entry for entry in audit["entries"] if entry["who"].startswith("assistant: unnamed") and entry["detail"].startswith("refused")]
    assert {entry["what"] for entry in refused} >= {"time.summary", "time.query", "policy.set", "attention://policy"}


@pytest.mark.parametrize(("transport", "mode"), WAYS)
def test_resources_and_prompts_are_read(transport, mode, token):
    async def run():
        async with client(transport, mode, token) as session:
            for resource in (await session.list_resources()).resources:
                contents = (await session.read_resource(resource.uri)).contents
                assert json.loads(contents[0].text), resource.uri
            for prompt in (await session.list_prompts()).prompts:
                assert (await session.get_prompt(prompt.name)).messages

    asyncio.run(run())


@pytest.mark.parametrize("transport", ["http", "stdio"])
def test_the_queue_tells_when_it_changes(transport, token):
    async def run():
        async with client(transport, "auto", token) as session:
            async with session.listen(resource_subscriptions=["attention://queue"]) as changes:
                await session.call_tool("attention.tell", {"subject": "news", "urgency": "urgent"})
                event = await asyncio.wait_for(anext(aiter(changes)), 20)
                assert event is not None

    asyncio.run(run())


def test_nobody_reads_the_ticket_of_another(token):
    _, mine = http("POST", "/api/attentive/tools/attention.tell", {"subject": "private", "urgency": "urgent"}, token)
    status, answer = http("POST", "/api/attentive/tools/attention.ticket", {"ticket": mine["ticket"]})
    assert status == 400 and "no such ticket" in answer["message"]
    assert "private" not in json.dumps(http("POST", "/api/attentive/tools/attention.queue", {})[1])


def test_a_wrong_token_and_a_foreign_page_stay_outside():
    assert http("POST", "/api/attentive/tools/attention.state", {}, "att_wrong")[0] == 401
    request = urllib.request.Request(URL + "/mcp", data=b"{}", headers={"Origin": "https://example.com"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == 403


def test_a_revoked_token_opens_nothing():
    made = program("assistants", "add", "short lived")
    assert http("POST", "/api/attentive/tools/attention.state", {}, made)[0] == 200
    http("DELETE", "/api/attentive/assistants/short%20lived")
    assert http("POST", "/api/attentive/tools/attention.state", {}, made)[0] == 401


def test_a_script_may_ask_by_a_command_and_reads_the_exit_code():
    command = [PROGRAM, "--data-dir", FOLDER, "--config", os.path.join(FOLDER, "port.toml")]
    with open(os.path.join(FOLDER, "port.toml"), "w") as settings:
        settings.write(f"[server]\nport = {PORT}\n")
    now = subprocess.run([*command, "may-interrupt", "done", "--urgency", "urgent"], capture_output=True, text=True, timeout=60)
    assert (now.returncode, now.stdout.strip()) == (0, "now")
    http("PUT", "/api/attentive/inbox/sources", {"never_from": ["unnamed"]})
    never = subprocess.run([*command, "may-interrupt", "done", "--json"], capture_output=True, text=True, timeout=60)
    http("PUT", "/api/attentive/inbox/sources", {})
    assert never.returncode == 7 and json.loads(never.stdout)["answer"] == "never"
