using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Matching;

/// <summary>Shared frameworks of .NET lie in images as folders; advisories are about the packages that the same bits are published in, one for each kind of machine.</summary>
internal static class DotnetFrameworks
{
    private static readonly string[] Machines = ["linux-x64", "linux-arm64", "linux-arm", "linux-musl-x64", "linux-musl-arm64", "linux-musl-arm"];

    /// <summary>Names of the packages that a component is published in besides its own.</summary>
    public static IEnumerable<string> PackagesOf(Component component) => component.Type == "nuget" && component.Property(ComponentProperties.Framework) == "shared"
        ? Machines.Select(machine => $"{component.Name}.Runtime.{machine}") : [];
}
