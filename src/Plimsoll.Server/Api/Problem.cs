using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;
using Plimsoll.Core.Errors;

namespace Plimsoll.Server.Api;

/// <summary>Why a request was not served (RFC 9457), with a code that programs can act on.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">A code of the distribution-spec, or one of ours where the spec has none.</param>
/// <param name="Title">What kind of problem it is.</param>
/// <param name="Detail">What is wrong in this case, and what to do about it.</param>
internal sealed record Problem(int Status, string Code, string Title, string? Detail)
{
    /// <summary>Of no registered type: title and code say it all.</summary>
    [JsonPropertyOrder(-1)]
    public string Type => "about:blank";

    public static Problem Of(OciException refusal) => new(refusal.Error.Status, refusal.Error.Code, refusal.Error.Message, refusal.Message);

    /// <summary>For refusals of the framework, which have no words of their own.</summary>
    public static Problem OfStatus(int status) => status switch
    {
        404 => new(404, "NOT_FOUND", "no such path in the API, or not with this method", "/api/openapi.json lists what there is"),
        405 => new(405, OciError.Unsupported.Code, "the method is not possible here", null),
        _ => new(status, "REFUSED", ReasonPhrases.GetReasonPhrase(status), null),
    };

    public Task WriteAsync(HttpContext http)
    {
        http.Response.StatusCode = Status;
        return http.Response.WriteAsJsonAsync(this, options: null, "application/problem+json", http.RequestAborted);
    }
}
