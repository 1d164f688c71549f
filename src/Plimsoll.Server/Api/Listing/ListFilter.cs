using Plimsoll.Core.Errors;

namespace Plimsoll.Server.Api.Listing;

/// <summary>Sends a page of a list: as JSON with a Link header, or as CSV when <c>format=csv</c> asks for that.</summary>
internal static class ListFilter
{
    /// <summary>Marks an endpoint as a list of <typeparamref name="T"/>.</summary>
    public static RouteHandlerBuilder AsList<T>(this RouteHandlerBuilder endpoint) => endpoint
        .AddEndpointFilter(async (context, next) =>
        {
            if (context.HttpContext.Request.Query["format"].ToString() is not ("" or "json" or "csv")) throw new OciException(ParameterError.Invalid, "'format' is json or csv");
            var answer = await next(context);
            if (answer is not Page<T> page) return answer;
            if (page.Next is { } link) context.HttpContext.Response.Headers.Link = $"<{link}>; rel=\"next\"";
            return Csv.IsWanted(context.HttpContext) ? Results.Text(Csv.Write(page.Items), "text/csv; charset=utf-8; header=present") : Results.Ok(page);
        })
        .Produces<Page<T>>(StatusCodes.Status200OK, "application/json", "text/csv")
        .Refuses();

    /// <summary>Describes the refusals that every endpoint has.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params int[] more)
    {
        foreach (var status in more.Concat([400, 401, 403]).Order()) endpoint.Produces<Problem>(status, "application/problem+json");
        return endpoint;
    }
}
