using Microsoft.AspNetCore.Http.Features;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Sessions;

namespace Plimsoll.Server.Pages.Forms;

/// <summary>Takes in a form, when it is one of ours.</summary>
internal static class PageForm
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>Reads the form of a changing request; endpoints take it from the request afterwards.</summary>
    /// <exception cref="OciException">Another site sent it, or it belongs to another session.</exception>
    /// <exception cref="BadHttpRequestException">It is no form, or too large.</exception>
    public static async Task ReadAsync(HttpContext http)
    {
        if (!IsOurs(http)) throw new OciException(OciError.Denied, "another site sent this form");
        if (!http.Request.HasFormContentType) throw new BadHttpRequestException("a form was expected");
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MaxBytes;
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (!FormToken.Matches(http.Caller(), form[FormToken.Field])) throw new OciException(OciError.Denied, "the form belongs to a session that has ended; load its page again");
    }

    /// <summary>A field without white space at its ends; empty when it is missing.</summary>
    public static string Field(this HttpContext http, string name) => http.Request.Form[name].ToString().Trim();

    /// <summary>
    /// Browsers say where a request comes from. The login form has no token yet, so without this another site could log its visitors in to an account of its own.
    /// </summary>
    private static bool IsOurs(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site) return site is "same-origin" or "none";
        if (headers.Origin.ToString() is not { Length: > 0 } origin) return true;
        return Uri.TryCreate(origin, UriKind.Absolute, out var from) && (from.Authority == http.Request.Host.Value || from.Authority == PageContext.Of(http).Host);
    }
}
