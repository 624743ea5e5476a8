//! The Model Context Protocol: the list of tools, resources and prompts, spoken in its revisions from 2024-11-05 to 2026-07-28.
//!
//! The library keeps the protocol; here is only what ours says. Each request stands alone (no sessions), so a restart of the
//! server costs a client nothing.

use std::sync::Arc;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, GetPromptRequestParams, GetPromptResponse,
    GetPromptResult, Implementation, JsonObject, ListPromptsResult, ListResourcesResult, ListToolsResult,
    PaginatedRequestParams, Prompt, PromptMessage, ReadResourceRequestParams, ReadResourceResponse, ReadResourceResult,
    Resource, ResourceContents, Role, ServerCapabilities, ServerConfig, SubscriptionFilter, Tool as McpTool,
    ToolAnnotations,
};
use rmcp::service::{RequestContext, SubscriptionContext};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::Value;
use tokio::sync::broadcast::error::RecvError;

use super::caller::Caller;
use super::tool::{self, Tool, ToolError};
use super::{prompts, resources};
use crate::app::AppState;
use crate::live::News;

/// What a client reads before it calls anything.
const INSTRUCTIONS: &str = "Attentive knows whether the person at this machine can be spoken to now. Before you interrupt them, call \
    attention.may_interrupt and heed the answer; to ask them something, call attention.ask and go on with other work until \
    attention.ticket brings the answer. Urgent is for what must not wait.";

/// The service for one address.
pub(super) fn service(state: &AppState) -> StreamableHttpService<Door, LocalSessionManager> {
    let door = Door { state: state.clone() };
    // The guard before all routes has looked at Host and Origin, by the person's own settings.
    let config = StreamableHttpServerConfig::default()
        .disable_allowed_hosts()
        .with_legacy_session_mode(false)
        .with_json_response(true);
    StreamableHttpService::new(move || Ok(door.clone()), LocalSessionManager::default().into(), config)
}

/// One door.
#[derive(Clone)]
pub(super) struct Door {
    state: AppState,
}

impl Door {
    /// Who calls, by the headers that came with the request.
    fn caller(&self, context: &RequestContext<RoleServer>) -> Result<Caller, ErrorData> {
        let parts = context.extensions.get::<axum::http::request::Parts>();
        let parts = parts.ok_or_else(|| ErrorData::internal_error("the request came without its headers", None))?;
        Caller::of(&self.state, &parts.headers).map_err(|error| ErrorData::invalid_request(error.message, None))
    }
}

impl ServerHandler for Door {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_resources()
            .enable_resources_subscribe()
            .enable_prompts()
            .build();
        let version = self.state.options.version.clone();
        ServerConfig::new(capabilities)
            .with_server_info(Implementation::new("attentive", version).with_title("Attentive"))
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        self.caller(&context)?;
        Ok(ListToolsResult { tools: tool::all().into_iter().map(described).collect(), ..ListToolsResult::default() })
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let caller = self.caller(&context)?;
        let arguments = request.arguments.map_or(Value::Null, Value::Object);
        let result = match tool::call(&self.state, &caller, &request.name, arguments).await {
            Ok(answer) => CallToolResult::structured(answer),
            Err(ToolError::NoSuchTool(name)) => {
                return Err(ErrorData::invalid_params(format!("there is no tool {name:?}"), None));
            }
            Err(error) => CallToolResult::error(vec![ContentBlock::text(error.message())]),
        };
        Ok(result.into())
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        self.caller(&context)?;
        let resource = |known: &resources::Known| {
            Resource::new(known.uri, known.name)
                .with_title(known.title)
                .with_description(known.description)
                .with_mime_type(resources::JSON)
        };
        Ok(ListResourcesResult { resources: resources::ALL.iter().map(resource).collect(), ..Default::default() })
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let caller = self.caller(&context)?;
        match resources::read(&self.state, &caller, &request.uri).await {
            Ok(value) => {
                let text = ResourceContents::text(value.to_string(), request.uri).with_mime_type(resources::JSON);
                Ok(ReadResourceResult::new(vec![text]).into())
            }
            Err(ToolError::NoSuchTool(_)) => {
                Err(ErrorData::resource_not_found(format!("there is no resource {:?}", request.uri), None))
            }
            Err(error) => Err(ErrorData::invalid_request(error.message(), None)),
        }
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        let uris = requested.resource_subscriptions.iter().flatten();
        let known = uris.filter(|uri| resources::CHANGING.contains(&uri.as_str())).cloned();
        Some(SubscriptionFilter::builder().resource_subscriptions(known).build())
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        let caller = self.caller(context.request_context())?;
        let mut ears = self.state.live.listen();
        let accepted = context.accepted().resource_subscriptions.clone().unwrap_or_default();
        for uri in &accepted {
            if let Some(needed) = resources::needs(uri).filter(|needed| !caller.may(*needed)) {
                let error = ToolError::Scope(needed);
                tool::note_and_wait(
                    &self.state,
                    &caller,
                    uri,
                    &format!("subscription refused: needs {}", needed.name()),
                )
                .await;
                return Err(ErrorData::invalid_request(error.message(), None));
            }
            tool::note(&self.state, &caller, uri, "subscribed");
        }
        loop {
            let changed = tokio::select! {
                () = context.cancelled() => return Ok(()),
                _ = ears.closing.wait_for(|is_closing| *is_closing) => return Ok(()),
                changed = ears.now.changed() => match changed {
                    Ok(()) => resources::NOW,
                    Err(_) => return Ok(()),
                },
                heard = ears.news.recv() => match heard {
                    Ok(News::Inbox) | Err(RecvError::Lagged(_)) => resources::QUEUE,
                    Ok(_) => continue,
                    Err(RecvError::Closed) => return Ok(()),
                },
            };
            let is_wanted = accepted.iter().any(|uri| uri == changed);
            // A token may have been revoked, or its scopes changed, since.
            if is_wanted {
                let caller = self.caller(context.request_context())?;
                if resources::needs(changed).is_some_and(|needed| !caller.may(needed)) {
                    return Ok(());
                }
            }
            // A client that is gone ends its subscription.
            if is_wanted && context.sink().notify_resource_updated(changed).await.is_err() {
                return Ok(());
            }
        }
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        self.caller(&context)?;
        let prompt =
            |known: &prompts::Known| Prompt::new(known.name, Some(known.description), None).with_title(known.title);
        Ok(ListPromptsResult { prompts: prompts::ALL.iter().map(prompt).collect(), ..Default::default() })
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        self.caller(&context)?;
        let known = prompts::ALL.iter().find(|known| known.name == request.name);
        let known =
            known.ok_or_else(|| ErrorData::invalid_params(format!("there is no prompt {:?}", request.name), None))?;
        let message = PromptMessage::new_text(Role::User, known.text);
        Ok(GetPromptResult::new(vec![message]).with_description(known.description).into())
    }
}

/// A tool in the protocol's words.
fn described(tool: Tool) -> McpTool {
    let object = |schema: Value| match schema {
        Value::Object(object) => Arc::new(object),
        _ => Arc::new(JsonObject::new()),
    };
    let annotations = ToolAnnotations::new().read_only(tool.is_reading).destructive(false).open_world(false);
    let description = format!("{} (needs {})", tool.description, tool.scope.name());
    McpTool::new(tool.name, description, object(tool.input))
        .with_title(tool.title)
        .with_raw_output_schema(object(tool.output))
        .with_annotations(annotations)
}
