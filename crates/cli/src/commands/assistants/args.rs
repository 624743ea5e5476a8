//! The command lines of `attentive assistants` and `attentive mcp`.

use clap::{Args, Subcommand, ValueEnum};

/// Below the help of `assistants`.
pub const EXAMPLES: &str = "\
An assistant asks Attentive before it interrupts you. Without a word of yours it may learn whether you are free (state:coarse) and may ask (ask);
it never sees a title. Each call is written down.

Scopes:
  state:coarse        free, busy or away            ask                 bring questions, ask when to interrupt
  state:full          state, how sure, reasons      history:aggregate   sums over time, plan, suggestions
  history:titles      everything, titles too        policy:write        change who may interrupt

Examples:
  attentive assistants                                  who may what, and how often each called
  attentive assistants add builder                      prints its token, this once
  attentive assistants add helper --scope state:coarse,ask,history:aggregate
  attentive assistants remove builder                   its token opens nothing any more
  attentive assistants unnamed --nothing                who has no token may not come in
  attentive mcp --snippet claude-code                   what to write into your assistant's settings
";

/// Below the help of `mcp`.
pub const MCP_EXAMPLES: &str = "\
An assistant that speaks the Model Context Protocol starts this command, or calls http://127.0.0.1:5600/mcp; both reach the running server.

Examples:
  attentive mcp --snippet claude-code        print what to write into that program's settings
  attentive mcp --snippet vscode
  ATTENTIVE_TOKEN=att_... attentive mcp      with the token of an assistant
";

/// Options of `assistants`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct AssistantsArgs {
    /// What to do; without it, list
    #[command(subcommand)]
    pub what: Option<AssistantsWhat>,
    /// Answer in JSON
    #[arg(long)]
    pub json: bool,
}

/// What `assistants` can do.
#[derive(Debug, Subcommand)]
pub enum AssistantsWhat {
    /// Let an assistant in; prints its token, which is kept nowhere
    #[command(after_help = EXAMPLES)]
    Add {
        /// Its name
        name: String,
        /// What it may do [default: state:coarse,ask]
        #[arg(long, value_name = "SCOPE,...", value_delimiter = ',')]
        scope: Vec<String>,
    },
    /// Revoke an assistant's token
    Remove {
        /// Its name
        name: String,
    },
    /// Say what callers on this machine without a token may do
    #[command(after_help = EXAMPLES)]
    Unnamed {
        /// What they may do
        #[arg(long, value_name = "SCOPE,...", value_delimiter = ',', required_unless_present = "nothing")]
        scope: Vec<String>,
        /// Nothing at all
        #[arg(long, conflicts_with = "scope")]
        nothing: bool,
    },
}

/// Programs whose settings we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Client {
    /// Claude Code: a command for the terminal, and a hook
    ClaudeCode,
    /// Claude Desktop: claude_desktop_config.json
    ClaudeDesktop,
    /// Cursor: .cursor/mcp.json
    Cursor,
    /// Visual Studio Code: .vscode/mcp.json
    Vscode,
    /// Codex: ~/.codex/config.toml
    Codex,
}

/// Options of `mcp`.
#[derive(Debug, Args)]
pub struct McpArgs {
    /// The token of an assistant; without it, the caller may what unnamed ones may, which is nothing where server.api_key is set
    #[arg(long, value_name = "TOKEN", env = "ATTENTIVE_TOKEN", hide_env_values = true)]
    pub token: Option<String>,
    /// Port on which the server runs [default: that of the settings, 5600]
    #[arg(long)]
    pub port: Option<u16>,
    /// Print what to write into the settings of this program, and end
    #[arg(long, value_enum, value_name = "PROGRAM")]
    pub snippet: Option<Client>,
}
