using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds.Csaf;

/// <summary>Compares statements by what a CSAF document can say, without architectures and products.</summary>
internal sealed class StatementComparer : IEqualityComparer<AffectedPackage>
{
    /// <summary>The one there is.</summary>
    public static StatementComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(AffectedPackage? x, AffectedPackage? y) => x is not null && y is not null && Key(x) == Key(y);

    /// <inheritdoc/>
    public int GetHashCode(AffectedPackage obj) => Key(obj).GetHashCode();

    private static (string, string, PackageLevel, AffectedStatus, string?, string?, string?, string?, string?) Key(AffectedPackage statement) => (
        statement.Namespace, statement.Name, statement.Level, statement.Status, statement.VendorStatus, statement.Justification, statement.Module,
        statement.Versions.Count > 0 ? $"={statement.Versions[0]}" : statement.Ranges is [{ Events: [_, var end] }] ? end.Version : null,
        statement.Severities.Count > 0 ? statement.Severities[0].Word : null);
}
