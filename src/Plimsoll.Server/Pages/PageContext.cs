using Plimsoll.Server.Auth;
using Plimsoll.Server.Configuration;

namespace Plimsoll.Server.Pages;

/// <summary>What every page needs to know of the request that it answers.</summary>
/// <param name="Caller">Who asks; null when even that could not be found out.</param>
/// <param name="Host">Name of this registry in image references, such as <c>127.0.0.1:5000</c>.</param>
/// <param name="IsEncrypted">True when clients reach it by https.</param>
/// <param name="Path">Path and query of the page.</param>
/// <param name="Now">The time that "3 minutes ago" counts from.</param>
internal sealed record PageContext(Caller? Caller, string Host, bool IsEncrypted, string Path, DateTimeOffset Now)
{
    public static PageContext Of(HttpContext http)
    {
        var options = http.RequestServices.GetRequiredService<ServerOptions>();
        var time = http.RequestServices.GetRequiredService<TimeProvider>();
        var isPublic = Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url);
        return new PageContext(
            http.Features.Get<Caller>(),
            isPublic ? url!.Authority : http.Request.Host.Value ?? "localhost",
            isPublic ? url!.Scheme == "https" : http.Request.IsHttps,
            http.Request.Path + http.Request.QueryString,
            time.GetUtcNow());
    }

    /// <summary>Is somebody logged in?</summary>
    public bool IsKnown => Caller is { IsAnonymous: false };
}
