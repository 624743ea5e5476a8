"""Gives each test the real client and a bucket of its own."""

import os
import tempfile
import uuid
from urllib.parse import urlsplit

import pytest

# aw-client keeps its configuration, its queue and its lock file in the person's folders; a test must not touch those.
_folder = tempfile.mkdtemp(prefix="attentive-clients-")
for _name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
    os.environ[_name] = os.path.join(_folder, _name.lower())

from aw_client import ActivityWatchClient  # noqa: E402 (after the folders are set)

ADDRESS = urlsplit(os.environ.get("ATTENTIVE_URL", "http://127.0.0.1:%s" % os.environ.get("ATTENTIVE_PORT", "5666")))


@pytest.fixture(scope="session")
def address():
    """The server's address, such as http://127.0.0.1:5666."""
    return ADDRESS.geturl().rstrip("/")


@pytest.fixture
def client():
    """A client under a name of its own, so that no two tests share a queue."""
    client = ActivityWatchClient(f"test-{uuid.uuid4().hex[:8]}", testing=True, host=ADDRESS.hostname, port=ADDRESS.port)
    client.wait_for_start()
    return client


@pytest.fixture
def make_bucket(client):
    """Makes buckets and deletes them afterwards."""
    made = []

    def make(kind="test", prefix="test"):
        bucket_id = f"{prefix}-{uuid.uuid4().hex[:8]}_here"
        client.create_bucket(bucket_id, kind)
        made.append(bucket_id)
        return bucket_id

    yield make
    for bucket_id in made:
        if bucket_id in client.get_buckets():
            client.delete_bucket(bucket_id, force=True)


@pytest.fixture
def bucket(make_bucket):
    """One empty bucket."""
    return make_bucket()
