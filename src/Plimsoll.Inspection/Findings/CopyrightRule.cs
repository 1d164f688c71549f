using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Images;

namespace Plimsoll.Inspection.Findings;

/// <summary>Debian packages are installed with their licence in <c>usr/share/doc</c>, which most licences demand; images that remove it cannot be passed on.</summary>
internal sealed class CopyrightRule : IFindingRule
{
    public IEnumerable<Finding> Find(ImageView image)
    {
        foreach (var package in image.Packages.Where(package => package is { Record.Type: "deb", IsOfSystem: true }))
        {
            var path = $"usr/share/doc/{package.Record.Name}/copyright";
            if (image.Root.Find(path) is not null || image.Root.FindLast(path) is not { } last || image.Root.HiddenBy(last.Origin) is not (var removedIn and >= 0)) continue;
            yield return new Finding
            {
                Kind = FindingKinds.CopyrightRemoved,
                Path = "/" + path,
                Layer = last.Layer,
                DeletedIn = removedIn,
                Severity = Severity.Low,
                Reason = $"the licence of {package.Record.Name}, which is installed, was removed",
                Owner = package.Key,
            };
        }
    }
}
