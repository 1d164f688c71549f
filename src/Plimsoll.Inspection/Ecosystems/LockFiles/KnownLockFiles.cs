using Plimsoll.Inspection.Ecosystems.Cpp;
using Plimsoll.Inspection.Ecosystems.Dart;
using Plimsoll.Inspection.Ecosystems.Dotnet;
using Plimsoll.Inspection.Ecosystems.Erlang;
using Plimsoll.Inspection.Ecosystems.Haskell;
using Plimsoll.Inspection.Ecosystems.Julia;
using Plimsoll.Inspection.Ecosystems.Npm;
using Plimsoll.Inspection.Ecosystems.Php;
using Plimsoll.Inspection.Ecosystems.Python;
using Plimsoll.Inspection.Ecosystems.Ruby;
using Plimsoll.Inspection.Ecosystems.Rust;
using Plimsoll.Inspection.Ecosystems.Swift;

namespace Plimsoll.Inspection.Ecosystems.LockFiles;

/// <summary>Every lock file that is read, by its name.</summary>
internal static class KnownLockFiles
{
    public static IReadOnlyDictionary<string, LockReader> Readers { get; } = new Dictionary<string, LockReader>(StringComparer.Ordinal)
    {
        ["package-lock.json"] = PackageLock.Read,
        ["npm-shrinkwrap.json"] = PackageLock.Read,
        ["yarn.lock"] = YarnLock.Read,
        ["pnpm-lock.yaml"] = PnpmLock.Read,
        ["bun.lock"] = BunLock.Read,
        ["deno.lock"] = DenoLock.Read,
        ["requirements.txt"] = RequirementsFile.Read,
        ["vendor.txt"] = RequirementsFile.Read,
        ["vendored.txt"] = RequirementsFile.Read,
        ["poetry.lock"] = PythonLocks.ReadToml,
        ["uv.lock"] = PythonLocks.ReadToml,
        ["pdm.lock"] = PythonLocks.ReadToml,
        ["pylock.toml"] = PythonLocks.ReadStandard,
        ["Pipfile.lock"] = PythonLocks.ReadPipfile,
        ["packages.lock.json"] = NugetLock.Read,
        ["Cargo.lock"] = CargoLock.Read,
        ["Gemfile.lock"] = GemfileLock.Read,
        ["gems.locked"] = GemfileLock.Read,
        ["composer.lock"] = ComposerLock.Read,
        ["mix.lock"] = HexLocks.ReadMix,
        ["rebar.lock"] = HexLocks.ReadRebar,
        ["Package.resolved"] = SwiftLocks.ReadResolved,
        ["Podfile.lock"] = SwiftLocks.ReadPods,
        ["pubspec.lock"] = PubLock.Read,
        ["conan.lock"] = ConanLock.Read,
        ["cabal.project.freeze"] = HaskellLocks.ReadCabal,
        ["stack.yaml.lock"] = HaskellLocks.ReadStack,
        ["Manifest.toml"] = JuliaManifest.Read,
    };
}
