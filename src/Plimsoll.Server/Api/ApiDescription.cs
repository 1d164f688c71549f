using Microsoft.OpenApi;

namespace Plimsoll.Server.Api;

/// <summary>The OpenAPI document: the endpoints of the API and nothing else, with the ways to log in.</summary>
internal static class ApiDescription
{
    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
    });

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Plimsoll",
            Version = "v1",
            Description = "What the registry has received and what is inside. Lists come in pages: `next` in the answer and the Link header lead to the following one. "
                + "`format=csv` turns a list into CSV. Refusals are problem details (RFC 9457) with the codes of the distribution-spec.",
        };
        // Relative: true for whatever host and proxy the document was read through.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["basic"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "basic", Description = "User or robot with password, secret or personal access token." },
            ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "Personal access token, or a token of the token service." },
        };
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("basic", document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] },
            new OpenApiSecurityRequirement(),
        ];
    }
}
