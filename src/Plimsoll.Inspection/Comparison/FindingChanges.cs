using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Comparison;

/// <summary>Compares what is wrong with two images. A finding is the same when kind and path are: the layer that has it may be another one.</summary>
internal static class FindingChanges
{
    public static IReadOnlyList<FindingDiff> Of(InspectionDocument from, InspectionDocument to, bool areConfigured)
    {
        var (before, after) = (Findings(from, areConfigured), Findings(to, areConfigured));
        return
        [
            .. Only(after, before, DiffKind.Added).Concat(Only(before, after, DiffKind.Removed))
                .OrderBy(change => change.Change).ThenByDescending(change => IsSecret(change.Finding)).ThenByDescending(change => change.Finding.Severity)
                .ThenBy(change => change.Finding.Kind, StringComparer.Ordinal).ThenBy(change => change.Finding.Path, StringComparer.Ordinal),
        ];
    }

    /// <summary>True for findings that name a secret.</summary>
    public static bool IsSecret(Finding finding) => finding.Kind is FindingKinds.Secret or FindingKinds.ConfigSecretEnv;

    private static ILookup<(string, string, bool), Finding> Findings(InspectionDocument document, bool areConfigured) => document.Findings
        .Where(finding => areConfigured || !(finding.Kind.StartsWith("config-", StringComparison.Ordinal) || finding.Kind.StartsWith("history-", StringComparison.Ordinal)))
        .ToLookup(finding => (finding.Kind, finding.Path, finding.DeletedIn is null));

    private static IEnumerable<FindingDiff> Only(ILookup<(string, string, bool), Finding> here, ILookup<(string, string, bool), Finding> there, DiffKind change) =>
        here.SelectMany(group => group.Skip(there[group.Key].Count())).Select(finding => new FindingDiff(change, finding));
}
