using HomelabMcp.Core;
using HomelabMcp.Hosting;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace HomelabMcp.Hub.Api;

/// <summary>The OpenAPI document of the REST interface.</summary>
internal static class ApiDescription
{
    /// <summary>Title, the ways to authenticate, and our own types as they are written.</summary>
    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) is true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "HomelabMcp hub",
                Version = ServerVersion.Text,
                Description = "What is desired, what is live, what waits and what was done. Errors are application/problem+json; their 'detail' says what is wrong and what to do.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes["bearer"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A token from 'homelab token create'.",
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] }];
            document.Servers = [];
            return Task.CompletedTask;
        });
        // It is written by a converter of its own, which the generator cannot see through.
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(UntrustedText) || context.JsonTypeInfo.Type == typeof(UntrustedText?)) schema.Type = JsonSchemaType.String;
            return Task.CompletedTask;
        });
    }
}
