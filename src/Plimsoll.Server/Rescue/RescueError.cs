using Plimsoll.Core.Errors;

namespace Plimsoll.Server.Rescue;

/// <summary>Refusals of this part of the API, for which the distribution-spec has no codes.</summary>
internal static class RescueError
{
    public static readonly OciError Running = new("CONFLICT", "it runs already", 409);

    public static readonly OciError NotConfigured = new("NOT_CONFIGURED", "a setting is missing", 409);

    public static readonly OciError Unknown = new("NOT_FOUND", "there is none", 404);

    public static readonly OciError Invalid = new("INVALID", "a value cannot be used", 400);
}
