//! Nothing leaves the machine: in a network namespace whose only way out is a wire that counts, the program serves and
//! answers for a while, and the wire has carried nothing.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a failed unwrap is a failed test, and a skipped one says so"
)]

mod support;

use std::process::Command;

use self::support::attentive;

/// Makes the namespace, lets a probe packet out at the end to show that the wire does count, and prints both counts.
const SCRIPT: &str = r#"
set -e
ip link set lo up
echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6
echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6
ip link add out0 type veth peer name out1
ip addr add 10.99.0.1/24 dev out0
ip link set out1 up
ip link set out0 up
ip route add default dev out0
sent() { awk '$1 == "out0:" { print $11 }' /proc/net/dev; }
"$@" > "$LOG" 2>&1 &
program=$!
for _ in $(seq 100); do curl -fsS http://127.0.0.1:5600/api/0/info > /dev/null 2>&1 && break; sleep 0.1; done
curl -fsS http://127.0.0.1:5600/ > /dev/null
curl -fsS http://127.0.0.1:5600/api/attentive/day > /dev/null
curl -fsS http://127.0.0.1:5600/api/attentive/trends > /dev/null
sleep 12
kill -TERM $program
wait $program
echo "program sent $(sent)"
bash -c 'echo probe > /dev/udp/10.1.2.3/9' || true
sleep 0.5
echo "probe sent $(sent)"
"#;

#[test]
fn nothing_is_sent_out_in_a_network_that_counts() {
    let can = Command::new("unshare").args(["-rn", "sh", "-c", "ip link add out0 type veth peer name out1"]).output();
    if !can.is_ok_and(|output| output.status.success()) {
        println!("skipped: no network namespaces here (needs unshare, iproute2 and the right to use them)");
        return;
    }
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let program = attentive(folder.path());
    let output = Command::new("unshare")
        .args(["-rn", "bash", "-c", SCRIPT, "bash"])
        .arg(program.get_program())
        .args(program.get_args())
        .args(["start", "--port", "5600"])
        .env("LOG", folder.path().join("server.log"))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let log = support::log_of(folder.path());
    assert!(output.status.success(), "{said}{}\n{log}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("program sent 0\n"), "{said}\n{log}");
    assert!(!said.contains("probe sent 0\n"), "the wire does not count, so the test shows nothing: {said}");
}
