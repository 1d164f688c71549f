using Microsoft.AspNetCore.Routing;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Api;

public sealed class OpenApiTests(RegistryFixture registry)
{
    private static readonly string[] Undescribed = ["/api/openapi.json", "/api/{**path}"];

    [Fact]
    public async Task Describes_every_endpoint_of_the_api_with_a_summary_and_every_parameter()
    {
        var document = (await registry.Anonymous.GetAsync("/api/openapi.json")).Expect(200).Json;
        var routes = ((EndpointDataSource)registry.Server.Services.GetService(typeof(EndpointDataSource))!).Endpoints.OfType<RouteEndpoint>()
            .Where(e => ("/" + e.RoutePattern.RawText!.TrimStart('/')).StartsWith("/api/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(m => (Method: m.ToLowerInvariant(), Path: "/" + e.RoutePattern.RawText!.Trim('/'))) ?? [])
            .Where(r => !Undescribed.Contains(r.Path)).ToList();

        routes.Count.ShouldBeGreaterThan(9);
        foreach (var (method, path) in routes)
        {
            var found = document.GetProperty("paths").TryGetProperty(WithoutConstraints(path), out var item) && item.TryGetProperty(method, out _);
            found.ShouldBeTrue($"{method} {path} is not in the document");
            var operation = document.GetProperty("paths").GetProperty(WithoutConstraints(path)).GetProperty(method);
            operation.GetProperty("summary").GetString().ShouldNotBeNullOrWhiteSpace(path);
            operation.GetProperty("responses").EnumerateObject().ShouldNotBeEmpty();
            if (!operation.TryGetProperty("parameters", out var parameters)) continue;
            foreach (var parameter in parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query"))
                parameter.TryGetProperty("description", out _).ShouldBeTrue($"{method} {path}: {parameter.GetProperty("name")} has no description");
        }
        document.GetProperty("paths").EnumerateObject().ShouldAllBe(p => p.Name.StartsWith("/api/", StringComparison.Ordinal));
    }

    private static string WithoutConstraints(string path) => string.Join('/', path.Split('/').Select(part => part.StartsWith('{') && part.Contains(':') ? part[..part.IndexOf(':')] + "}" : part));
}
