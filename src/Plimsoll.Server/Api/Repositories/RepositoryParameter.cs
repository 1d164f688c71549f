using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth;

namespace Plimsoll.Server.Api.Repositories;

/// <summary>The query parameter <c>repository</c>.</summary>
internal static class RepositoryParameter
{
    /// <summary>The repository that the request names, when the caller may read it.</summary>
    /// <exception cref="OciException">It is no name, a login may help, or the caller may not read it, which looks as if it did not exist.</exception>
    public static RepositoryName Readable(HttpContext http, string? text)
    {
        var repository = Parse(text);
        RequireReadable(http, repository);
        return repository;
    }

    /// <summary>Lets the request go on only when the caller may read the repository.</summary>
    /// <exception cref="OciException">A login may help, or the caller may not read it, which looks as if it did not exist.</exception>
    public static void RequireReadable(HttpContext http, RepositoryName repository)
    {
        if (http.Caller() is { IsAnonymous: false } caller && !caller.May(Permission.Pull, repository)) throw Unknown(repository, OciError.Denied);
        http.Require(Permission.Pull, repository);
    }

    public static RepositoryName Parse(string? text) => RepositoryName.TryParse(text, out var repository)
        ? repository
        : throw new OciException(OciError.NameInvalid, "'repository' has lower-case letters and digits, separated by '.', '_', '__', '-' or '/', and at most 200 characters");

    /// <summary>The one answer for what does not exist and for what the caller may not know of.</summary>
    /// <param name="repository">The name.</param>
    /// <param name="reason">What the audit log shall know; null when it does not exist.</param>
    public static OciException Unknown(RepositoryName repository, OciError? reason = null) => new(OciError.NameUnknown, $"there is no repository {repository} that you may read") { Reason = reason };
}
