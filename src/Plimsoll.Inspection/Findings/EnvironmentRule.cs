using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Findings;

/// <summary>Variables of the environment that change what every program of the container loads, or whom it trusts.</summary>
internal sealed class EnvironmentRule : IFindingRule
{
    private static readonly Dictionary<string, (Func<string, bool> IsUnsafe, string Reason)> Variables = new(StringComparer.OrdinalIgnoreCase)
    {
        ["LD_PRELOAD"] = (value => value.Length > 0, "every program loads this library first"),
        ["LD_AUDIT"] = (value => value.Length > 0, "every program lets this library look on"),
        ["NODE_TLS_REJECT_UNAUTHORIZED"] = (value => value == "0", "Node.js trusts every certificate"),
        ["PYTHONHTTPSVERIFY"] = (value => value == "0", "Python trusts every certificate"),
        ["GIT_SSL_NO_VERIFY"] = (value => value is "1" or "true", "git trusts every certificate"),
        ["GOINSECURE"] = (value => value.Length > 0, "Go fetches these modules without looking at certificates"),
        ["PIP_TRUSTED_HOST"] = (value => value.Length > 0, "pip trusts whoever answers for this host"),
        ["NPM_CONFIG_STRICT_SSL"] = (value => value is "false" or "0", "npm trusts every certificate"),
        ["MYSQL_ALLOW_EMPTY_PASSWORD"] = (value => value.Length > 0, "the database lets root in without a password"),
        ["POSTGRES_HOST_AUTH_METHOD"] = (value => value == "trust", "the database lets everybody in without a password"),
    };

    public IEnumerable<Finding> Find(ImageView image)
    {
        foreach (var variable in image.Configuration?.Config.Env ?? [])
        {
            var parts = variable.Split('=', 2);
            if (parts.Length < 2 || !Variables.TryGetValue(parts[0], out var unsafeness) || !unsafeness.IsUnsafe(parts[1].Trim())) continue;
            yield return new Finding { Kind = FindingKinds.ConfigUnsafeEnv, Path = "config.env." + parts[0], Severity = Severity.Medium, Reason = $"{unsafeness.Reason}: {HistoryLine.Shorten(variable)}" };
        }
    }
}
