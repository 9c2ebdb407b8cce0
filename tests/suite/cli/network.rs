//! The program opens no connection: nothing it is built of is made to, and the system sees it open none. Only `serve` opens a
//! socket, to listen.

use std::process::Command;

use super::Sandbox;

/// Crates that open connections, resolve names or secure connections. What `serve` listens with is not among them: hyper,
/// tokio, mio and socket2 could connect, but hyper is built without its client, and nothing here asks the others to, as
/// `architecture` holds.
const NETWORK: &[&str] = &[
    "async-std",
    "attohttpc",
    "curl",
    "curl-sys",
    "h2",
    "hickory-proto",
    "hickory-resolver",
    "hyper-rustls",
    "hyper-tls",
    "isahc",
    "minreq",
    "native-tls",
    "openssl",
    "openssl-sys",
    "quinn",
    "reqwest",
    "rustls",
    "surf",
    "trust-dns-resolver",
    "tungstenite",
    "ureq",
];

#[test]
fn no_dependency_is_made_to_open_a_connection() {
    let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock")).unwrap();
    let packages: Vec<&str> =
        lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    assert!(packages.contains(&"serde"), "the lock file is read");
    let found: Vec<&&str> = packages.iter().filter(|name| NETWORK.contains(name)).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_parts_that_could_connect_are_not_built() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "tree",
        "--offline",
        "--locked",
        "--edges",
        "normal,features",
        "--prefix",
        "none",
        "--format",
        "{p} {f}",
    ]);
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let tree = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && tree.contains("hyper v1"), "{}", String::from_utf8_lossy(&output.stderr));
    let client =
        |line: &&str| line.starts_with("hyper") && line.split([' ', ',', '"']).any(|word| word.starts_with("client"));
    let found: Vec<&str> = tree.lines().filter(client).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn no_run_opens_a_socket() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "page.html",
        "<html><head><link rel=stylesheet href=https://example.com/a.css></head><body><img src=https://example.com/a.png>\
         <p>Free flight to a warm country and a registration fee of 50 USD, write to us at https://example.com today.</p>",
    );
    sandbox.write("feed.xml", "<!DOCTYPE r SYSTEM \"http://example.com/r.dtd\"><rss version=\"2.0\"><channel><item><title>A</title><description>We look for a clerk in our office in town, full time.</description></item></channel></rss>");
    let program = assert_cmd::cargo::cargo_bin!("lurescan");
    let trace = |line: &str| {
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-e", "trace=network", "-o", "trace.txt"]).arg(program);
        command.args(line.split_whitespace()).current_dir(sandbox.dir.path()).output()
    };
    // A probe tells whether calls can be traced here at all: containers may forbid it.
    if !trace("--version").is_ok_and(|output| output.status.success()) {
        println!("SKIPPED: strace is missing or may not trace here");
        return;
    }
    let settings = "--rules pack --model model.json";
    for line in
        ["score ads.csv page.html feed.xml -o out.html", "check . --format sarif", "campaigns ads.csv", "rules test"]
    {
        let output = trace(&format!("{line} {settings}")).unwrap();
        assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        let calls = sandbox.read("trace.txt");
        assert!(!calls.contains("socket(") && !calls.contains("connect("), "{line}:\n{calls}");
    }
}
