//! What the tools are by plain HTTP, in OpenAPI 3.1: made from the same list, so that it cannot say anything else.

use serde_json::{Map, Value, json};

use super::tool;

/// The document.
pub(super) fn document(version: &str) -> Value {
    let mut paths = Map::new();
    for tool in tool::all() {
        let answer = |what: &str, schema: Value| json!({ "description": what, "content": { "application/json": { "schema": schema } } });
        let error = || json!({ "$ref": "#/components/schemas/Error" });
        paths.insert(
            format!("/api/attentive/tools/{}", tool.name),
            json!({
                "post": {
                    "operationId": tool.name,
                    "summary": tool.title,
                    "description": format!("{} Needs the scope {}.", tool.description, tool.scope.name()),
                    "security": [{ "token": [] }, {}],
                    "requestBody": { "required": true, "content": { "application/json": { "schema": tool.input } } },
                    "responses": {
                        "200": answer("the answer", tool.output),
                        "400": answer("what was sent does not fit", error()),
                        "401": answer("the token is missing or wrong", error()),
                        "403": answer("this assistant may not do that", error()),
                    },
                }
            }),
        );
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Attentive: tools for assistants", "version": version, "license": { "name": "MIT OR Apache-2.0" } },
        // Where this document came from.
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": {
                "Error": { "type": "object", "properties": { "message": { "type": "string" } }, "required": ["message"] },
            },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_is_described() {
        let document = document("1.0.0");
        for tool in tool::all() {
            let path = format!("/api/attentive/tools/{}", tool.name);
            assert_eq!(document["paths"][&path]["post"]["operationId"], tool.name);
        }
    }
}
