using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Auth;

namespace Plimsoll.Server.Api.Repositories;

/// <summary>The query parameter <c>repository</c>.</summary>
internal static class RepositoryParameter
{
    /// <summary>The repository that the request names, when the caller may read it.</summary>
    /// <exception cref="OciException">It is no name, or the caller may not read it.</exception>
    public static RepositoryName Readable(HttpContext http, string? text)
    {
        var repository = Parse(text);
        http.Require(Permission.Pull, repository);
        return repository;
    }

    public static RepositoryName Parse(string? text) => RepositoryName.TryParse(text, out var repository)
        ? repository
        : throw new OciException(OciError.NameInvalid, "'repository' has lower-case letters and digits, separated by '.', '_', '__', '-' or '/', and at most 200 characters");
}
