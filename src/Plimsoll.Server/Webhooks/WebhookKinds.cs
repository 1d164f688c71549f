namespace Plimsoll.Server.Webhooks;

/// <summary>The shapes of requests.</summary>
internal static class WebhookKinds
{
    /// <summary>Events, as signed CloudEvents.</summary>
    public const string Events = "events";

    /// <summary>Rebuilds by <c>repository_dispatch</c> of GitHub.</summary>
    public const string GitHub = "github";

    /// <summary>Rebuilds by a pipeline trigger of GitLab.</summary>
    public const string GitLab = "gitlab";

    /// <summary>Rebuilds as CloudEvents, for an EventListener of Tekton.</summary>
    public const string Tekton = "tekton";

    /// <summary>Rebuilds as plain JSON.</summary>
    public const string Plain = "plain";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Events, GitHub, GitLab, Tekton, Plain];

    /// <summary>Whether the secret is a token of the other side, rather than what we sign with.</summary>
    public static bool TakesToken(string kind) => kind is GitHub or GitLab;
}
