using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Findings;

/// <summary>Programs that no package manager knows of get no security updates, and nobody vouches for them.</summary>
internal sealed class UnownedExecutableRule : IFindingRule
{
    public IEnumerable<Finding> Find(ImageView image)
    {
        foreach (var (file, facts) in UnownedExecutables.Find(image))
        {
            var what = facts.Format == "script" ? "script" : facts.SharedName is not null && facts.Interpreter is null ? "shared library" : "program";
            var line = image.CreatedBy(file.Layer) is { } createdBy ? $"; it came with: {HistoryLine.Shorten(createdBy)}" : "";
            var packed = facts.Packer is { } packer ? $", which is packed with {packer.ToUpperInvariant()}, so that nobody sees what is in it" : "";
            yield return new Finding
            {
                Kind = FindingKinds.UnownedExecutable,
                Path = "/" + file.Path,
                Layer = file.Layer,
                Severity = facts.Format == "script" ? Severity.Low : Severity.Medium,
                Reason = $"no package owns this {(facts.Architecture is null ? "" : facts.Architecture + " ")}{what}{packed}{line}",
            };
        }
    }
}
