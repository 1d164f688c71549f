using Plimsoll.Trust.Authority;

namespace Plimsoll.Server.Trust.Identities;

/// <summary>Makes a name of the claims of an external issuer, as Fulcio does (fulcio, docs/oidc.md and docs/oid-info.md): workflows of GitHub and GitLab, service accounts of Kubernetes, mail addresses, URIs.</summary>
internal static class ClaimReading
{
    private const string GitHub = "https://token.actions.githubusercontent.com";

    /// <summary>The identity; null when the claims name nobody.</summary>
    public static ProvenIdentity? Read(JsonWebToken token, string issuer)
    {
        if (token.Text("sub") is not { Length: > 0 and <= 1024 } subject) return null;
        if (issuer == GitHub || issuer.StartsWith(GitHub + "/", StringComparison.Ordinal)) return OfGitHub(token, issuer, subject);
        if (token.Text("ci_config_ref_uri") is { } workflow) return OfGitLab(token, issuer, subject, workflow);
        var plain = new Dictionary<int, string> { [24] = subject };
        if (subject.Split(':') is ["system", "serviceaccount", { Length: > 0 } space, { Length: > 0 } account])
            return Named($"https://kubernetes.io/namespaces/{space}/serviceaccounts/{account}", issuer, subject, plain);
        if (token.Text("email") is { Length: > 0 and <= 320 } mail)
            return IsTrue(token, "email_verified") && mail.Count(c => c == '@') == 1 && !mail.Any(char.IsWhiteSpace) ? Named(mail, issuer, mail, plain) : null;
        // An issuer speaks for its own host only.
        return Uri.TryCreate(subject, UriKind.Absolute, out var uri) && Uri.TryCreate(issuer, UriKind.Absolute, out var home) && uri.Scheme == home.Scheme && uri.Host == home.Host ? Named(subject, issuer, subject, plain) : null;
    }

    private static ProvenIdentity? OfGitHub(JsonWebToken token, string issuer, string subject)
    {
        const string Site = "https://github.com/";
        if (token.Text("job_workflow_ref") is not { Length: > 0 } workflow) return null;
        var extensions = new Dictionary<int, string>();
        void Add(int arc, string claim, string prefix = "")
        {
            if (token.Text(claim) is { Length: > 0 } value) extensions[arc] = prefix + value;
        }
        foreach (var (arc, claim) in (ReadOnlySpan<(int, string)>)[(2, "event_name"), (3, "sha"), (4, "workflow"), (5, "repository"), (6, "ref")]) Add(arc, claim);
        extensions[9] = Site + workflow;
        Add(10, "job_workflow_sha");
        Add(11, "runner_environment");
        Add(12, "repository", Site);
        Add(13, "sha");
        Add(14, "ref");
        Add(15, "repository_id");
        Add(16, "repository_owner", Site);
        Add(17, "repository_owner_id");
        Add(18, "workflow_ref", Site);
        Add(19, "workflow_sha");
        Add(20, "event_name");
        if (token.Text("repository") is { } repository && token.Text("run_id") is { } run) extensions[21] = $"{Site}{repository}/actions/runs/{run}/attempts/{token.Text("run_attempt") ?? "1"}";
        Add(22, "repository_visibility");
        extensions[24] = subject;
        return Named(Site + workflow, issuer, subject, extensions);
    }

    private static ProvenIdentity? OfGitLab(JsonWebToken token, string issuer, string subject, string workflow)
    {
        var extensions = new Dictionary<int, string> { [9] = "https://" + workflow, [24] = subject };
        void Add(int arc, string claim, string prefix = "")
        {
            if (token.Text(claim) is { Length: > 0 } value) extensions[arc] = prefix + value;
        }
        Add(10, "ci_config_sha");
        Add(11, "runner_environment");
        Add(12, "project_path", issuer + "/");
        Add(13, "sha");
        Add(14, "ref_path");
        Add(15, "project_id");
        Add(16, "namespace_path", issuer + "/");
        Add(17, "namespace_id");
        extensions[18] = "https://" + workflow;
        Add(19, "ci_config_sha");
        Add(20, "pipeline_source");
        Add(22, "project_visibility");
        return Named("https://" + workflow, issuer, subject, extensions);
    }

    private static ProvenIdentity? Named(string name, string issuer, string challenge, IReadOnlyDictionary<int, string> extensions)
    {
        // Certificates hold ASCII only in these names, and what a URI reader would write otherwise would be another name.
        if (name.Any(c => c is <= ' ' or > '~') || (name.Contains("://", StringComparison.Ordinal) && !Uri.TryCreate(name, UriKind.Absolute, out _))) return null;
        return new ProvenIdentity(new CertifiedName(name, issuer), challenge, extensions);
    }

    private static bool IsTrue(JsonWebToken token, string name) => token.Claims.TryGetProperty(name, out var value) && (value.ValueKind == System.Text.Json.JsonValueKind.True || JsonWebToken.TextOf(value) == "true");
}
