using Plimsoll.Inspection.Distributions;
using Plimsoll.Inspection.Ecosystems.Apk;
using Plimsoll.Inspection.Ecosystems.Bitnami;
using Plimsoll.Inspection.Ecosystems.Conda;
using Plimsoll.Inspection.Ecosystems.Dotnet;
using Plimsoll.Inspection.Ecosystems.Dpkg;
using Plimsoll.Inspection.Ecosystems.Erlang;
using Plimsoll.Inspection.Ecosystems.Go;
using Plimsoll.Inspection.Ecosystems.Homebrew;
using Plimsoll.Inspection.Ecosystems.Java;
using Plimsoll.Inspection.Ecosystems.LockFiles;
using Plimsoll.Inspection.Ecosystems.Lua;
using Plimsoll.Inspection.Ecosystems.Nix;
using Plimsoll.Inspection.Ecosystems.Npm;
using Plimsoll.Inspection.Ecosystems.Opkg;
using Plimsoll.Inspection.Ecosystems.PackageNotes;
using Plimsoll.Inspection.Ecosystems.Pacman;
using Plimsoll.Inspection.Ecosystems.Perl;
using Plimsoll.Inspection.Ecosystems.Php;
using Plimsoll.Inspection.Ecosystems.Portage;
using Plimsoll.Inspection.Ecosystems.Python;
using Plimsoll.Inspection.Ecosystems.R;
using Plimsoll.Inspection.Ecosystems.Rpm;
using Plimsoll.Inspection.Ecosystems.Ruby;
using Plimsoll.Inspection.Ecosystems.Rust;
using Plimsoll.Inspection.Ecosystems.VersionStrings;
using Plimsoll.Inspection.Ecosystems.WordPress;
using Plimsoll.Inspection.Licences;
using Plimsoll.Inspection.Licences.Debian;
using Plimsoll.Inspection.Sbom;

namespace Plimsoll.Inspection.Ecosystems;

/// <summary>Everything that reads packages.</summary>
internal static class KnownCataloguers
{
    public static CataloguerTable All { get; } = new(
    [
        new OsReleaseCataloguer(),
        new ContentManifestCataloguer(),
        new DpkgCataloguer(),
        new DpkgInfoCataloguer(),
        new RpmCataloguer(),
        new ApkCataloguer(),
        new PacmanCataloguer(),
        new PacmanFilesCataloguer(),
        new PortageCataloguer(),
        new OpkgCataloguer(),
        new HomebrewCataloguer(),
        new BitnamiCataloguer(),
        new NixCataloguer(),
        new NpmCataloguer(),
        new YarnCacheCataloguer(),
        new PythonCataloguer(),
        new PythonFileList(),
        new CondaCataloguer(),
        new DotnetCataloguer(),
        new AssemblyCataloguer(),
        new JavaCataloguer(),
        new GoCataloguer(),
        new RustCataloguer(),
        new GemCataloguer(),
        new GitGemCataloguer(),
        new ComposerCataloguer(),
        new PearCataloguer(),
        new ErlangCataloguer(),
        new RCataloguer(),
        new LuaRocksCataloguer(),
        new CpanCataloguer(),
        new WordPressCataloguer(),
        new PackageNoteCataloguer(),
        new VersionStringCataloguer(),
        new ReleaseFileCataloguer(),
        new LockFileCataloguer(),
        new SbomCataloguer(),
        new StatementFileCataloguer(),
        new CopyrightCataloguer(),
        new LicenceFileCataloguer(),
    ]);
}
