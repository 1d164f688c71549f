using System.Buffers.Binary;
using System.Text;
using Plimsoll.Inspection.Ecosystems.Dotnet;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Ecosystems.Dotnet;

public sealed class DotnetCataloguerTests
{
    /// <summary>From the output of dotnet publish, shortened.</summary>
    public const string Deps = """
        {"runtimeTarget": {"name": ".NETCoreApp,Version=v10.0", "signature": ""}, "compilationOptions": {},
         "targets": {".NETCoreApp,Version=v10.0": {
           "shop/1.2.3": {"dependencies": {"Newtonsoft.Json": "13.0.3"}, "runtime": {"shop.dll": {}}},
           "Newtonsoft.Json/13.0.3": {"runtime": {"lib/net6.0/Newtonsoft.Json.dll": {"assemblyVersion": "13.0.0.0", "fileVersion": "13.0.3.27908"}}},
           "SQLitePCLRaw.lib/2.1.6": {"runtimeTargets": {"runtimes/linux-x64/native/libe_sqlite3.so": {"rid": "linux-x64", "assetType": "native"}}},
           "Microsoft.NETCore.Platforms/1.1.0": {},
           "Humanizer.de/2.14.1": {"resources": {"lib/net6.0/de/Humanizer.resources.dll": {"locale": "de"}}}}},
         "libraries": {
           "shop/1.2.3": {"type": "project", "serviceable": false, "sha512": ""},
           "Newtonsoft.Json/13.0.3": {"type": "package", "serviceable": true, "sha512": "sha512-HrC5BXdl00IP9zeV+0Z848QWPAoCr9P3bDEZguI+gkLcBKAOxix/tLEAAHC+UvDNPv4a2d18lOReHMOagPa+zQ==", "path": "newtonsoft.json/13.0.3"},
           "SQLitePCLRaw.lib/2.1.6": {"type": "package"},
           "Microsoft.NETCore.Platforms/1.1.0": {"type": "package"},
           "Humanizer.de/2.14.1": {"type": "package"},
           "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/10.0.1": {"type": "runtimepack"},
           "System.Old/4.0.0": {"type": "referenceassembly"}}}
        """;

    private static readonly string[] Packages = [
        "pkg:nuget/shop@1.2.3 main", "pkg:nuget/Newtonsoft.Json@13.0.3", "pkg:nuget/SQLitePCLRaw.lib@2.1.6", "pkg:nuget/Microsoft.NETCore.Platforms@1.1.0", "pkg:nuget/Humanizer.de@2.14.1",
        "pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@10.0.1",
    ];

    [Fact]
    public void Reads_the_libraries_of_an_application()
    {
        var report = Reading.Of("app/shop.deps.json", Deps);

        report.Lines().ShouldBe(Packages);
        report.Packages[1].Integrity.ShouldStartWith("sha512-HrC5");
        report.Packages[3].Properties.ShouldBe(new Dictionary<string, string> { ["runtime"] = "none" });
    }

    [Fact]
    public void Owns_the_files_of_the_libraries()
    {
        var owned = Reading.By(new DotnetCataloguer(), "app/shop.deps.json", Encoding.UTF8.GetBytes(Deps)).Owned.ConvertAll(file => file.Path);

        foreach (var path in (string[])["app/shop", "app/shop.dll", "app/Newtonsoft.Json.dll", "app/runtimes/linux-x64/native/libe_sqlite3.so", "app/libe_sqlite3.so", "app/de/Humanizer.resources.dll"])
            owned.ShouldContain(path);
    }

    [Fact]
    public void A_shared_framework_is_a_package_of_its_own() =>
        Reading.Of("usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.1/Microsoft.NETCore.App.deps.json", """{"libraries": {"Microsoft.NETCore.App.Runtime.linux-x64/10.0.1": {"type": "package"}}}""")
            .Lines().ShouldBe(["pkg:nuget/Microsoft.NETCore.App@10.0.1", "pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@10.0.1"]);

    [Fact]
    public void Reads_the_libraries_of_an_application_in_one_file()
    {
        var report = Reading.By(new DotnetCataloguer(), "app/shop", Bundle()).Report;

        report.Lines().ShouldBe(Packages.Select(line => line.Replace(" main", "", StringComparison.Ordinal) + (line.EndsWith("main", StringComparison.Ordinal) ? " main" : "") + " in shop.deps.json"));
    }

    [Fact]
    public void A_program_that_could_hold_a_bundle_but_does_not_is_nothing() => Reading.Of("app/shop", ProgramBytes.Elf((".data", [.. new byte[8], .. Marker]))).Problems.ShouldBeEmpty();

    [Fact]
    public void A_bundle_that_is_cut_off_is_told() => Reading.By(new DotnetCataloguer(), "app/shop", Bundle()[..^(Deps.Length + 40)]).Report.Problems.ShouldHaveSingleItem().ShouldContain("not where it should be");

    [Fact]
    public void What_a_lock_file_names_is_declared()
    {
        var report = Reading.Of("src/packages.lock.json", """
            {"version": 1, "dependencies": {"net8.0": {
              "Newtonsoft.Json": {"type": "Direct", "requested": "[13.0.3, )", "resolved": "13.0.3", "contentHash": "HrC5BXdl00IP9zeV"},
              "core": {"type": "Project"}}, "net8.0/linux-x64": {"Newtonsoft.Json": {"type": "Direct", "resolved": "13.0.3"}}}}
            """);

        report.Lines().ShouldBe(["pkg:nuget/Newtonsoft.Json@13.0.3 declared"]);
        report.Packages[0].Integrity.ShouldBe("sha512-HrC5BXdl00IP9zeV");
    }

    [Fact]
    public void A_library_alone_tells_its_version_as_a_guess()
    {
        Reading.Of("app/Newtonsoft.Json.dll", ProgramBytes.Pe(".rsrc", Resource("ProductVersion", "13.0.3+0a2e291c"), isAssembly: true)).Lines().ShouldBe(["pkg:nuget/Newtonsoft.Json@13.0.3 Low"]);
        Reading.Of("app/native.dll", ProgramBytes.Pe(".rsrc", Resource("ProductVersion", "1.0"))).Packages.ShouldBeEmpty();
        Reading.Of("app/x.dll", ProgramBytes.Pe(".rsrc", Resource("ProductVersion", "1.0")[..20], isAssembly: true)).Packages.ShouldBeEmpty();
    }

    private static byte[] Marker => Convert.FromHexString("8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae");

    /// <summary>Version 6.0, one file, an id of twelve characters, the place of the deps file, and the deps file.</summary>
    public static byte[] Bundle()
    {
        var host = ProgramBytes.Elf((".data", [.. new byte[64], .. new byte[8], .. Marker]));
        BinaryPrimitives.WriteInt64LittleEndian(host.AsSpan(0x200 + 64), host.Length);
        var header = new byte[13 + 12 + 16 + 64];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 6);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), 1);
        header[12] = 12;
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(25), host.Length + header.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(33), Encoding.UTF8.GetByteCount(Deps));
        return [.. host, .. header, .. Encoding.UTF8.GetBytes(Deps)];
    }

    /// <summary>A string of a version resource: lengths and type, name, padding, value.</summary>
    private static byte[] Resource(string name, string value)
    {
        var key = Encoding.Unicode.GetBytes(name + "\0");
        byte[] head = [0, 0, (byte)(value.Length + 1), 0, 1, 0, .. key];
        return [.. head, .. new byte[(4 - (head.Length % 4)) % 4], .. Encoding.Unicode.GetBytes(value + "\0")];
    }
}
