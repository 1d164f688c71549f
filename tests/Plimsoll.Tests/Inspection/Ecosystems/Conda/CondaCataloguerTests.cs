using Plimsoll.Inspection.Ecosystems.Conda;

namespace Plimsoll.Tests.Inspection.Ecosystems.Conda;

public sealed class CondaCataloguerTests
{
    private const string Path = "opt/conda/envs/app/conda-meta/zlib-1.2.13-hd590300_5.json";

    private const string Record = """
        {"build": "hd590300_5", "build_number": 5, "channel": "https://conda.example.org/conda-forge/linux-64", "fn": "zlib-1.2.13-hd590300_5.conda",
         "license": "Zlib", "name": "zlib", "subdir": "linux-64", "version": "1.2.13", "sha256": "aa", "files": ["lib/libz.a"],
         "paths_data": {"paths_version": 1, "paths": [
           {"_path": "lib/libz.a", "path_type": "hardlink", "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "sha256_in_prefix": "9e4dcaef03875636f118cab0390e32b0039f39d91333347c43b6f4c49d31917c"},
           {"_path": "lib/pkgconfig/zlib.pc", "prefix_placeholder": "/opt/ph", "file_mode": "text", "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]}}
        """;

    [Fact]
    public void Reads_the_record_of_a_package()
    {
        var package = Reading.Of(Path, Record).Packages.ShouldHaveSingleItem();

        package.Purl.ShouldBe("pkg:conda/zlib@1.2.13?build=hd590300_5&channel=conda-forge&subdir=linux-64&type=conda");
        (package.Name, package.Version, package.Licence, package.Integrity).ShouldBe(("zlib", "1.2.13", "Zlib", "sha256:aa"));
    }

    [Fact]
    public void Owns_its_files_with_the_digest_of_what_was_installed() =>
        Reading.By(new CondaCataloguer(), Path, System.Text.Encoding.UTF8.GetBytes(Record)).Owned.ShouldBe([
            ("opt/conda/envs/app/lib/libz.a", "9e4dcaef03875636f118cab0390e32b0039f39d91333347c43b6f4c49d31917c"),
            ("opt/conda/envs/app/lib/pkgconfig/zlib.pc", ""),
        ]);

    [Fact]
    public void Other_files_there_are_nothing() => Reading.Of("opt/conda/conda-meta/history", "x").Problems.ShouldBeEmpty();

    [Fact]
    public void A_record_without_a_name_is_told() => Reading.Of(Path, """{"version": "1"}""").Problems.ShouldHaveSingleItem().ShouldContain("names no package");
}
