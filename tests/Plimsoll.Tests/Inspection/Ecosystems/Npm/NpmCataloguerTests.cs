namespace Plimsoll.Tests.Inspection.Ecosystems.Npm;

public sealed class NpmCataloguerTests
{
    private const string Modules = "app/node_modules/";

    [Fact]
    public void Reads_an_installed_package()
    {
        var package = Reading.Of(Modules + "@fastify/static/package.json", """
            {"name": "@fastify/static", "version": "6.12.0", "license": "MIT", "repository": {"type": "git", "url": "git+https://example.org/static.git"},
             "dependencies": {"glob": "^8.0.1"}, "homepage": "https://example.org/static"}
            """).Packages.ShouldHaveSingleItem();

        (package.Name, package.Version, package.Licence, package.Purl).ShouldBe(("@fastify/static", "6.12.0", "MIT", "pkg:npm/%40fastify/static@6.12.0"));
        package.Properties.ShouldBe(new Dictionary<string, string> { ["homepage"] = "https://example.org/static", ["repository"] = "git+https://example.org/static.git" });
        (package.Main, package.Declared, package.Confidence).ShouldBe((null, null, null));
    }

    /// <summary>The forms that the npm documentation has, and had.</summary>
    [Theory]
    [InlineData("\"MIT\"", "MIT")]
    [InlineData("\"(MIT OR Apache-2.0)\"", "(MIT OR Apache-2.0)")]
    [InlineData("{\"type\": \"ISC\", \"url\": \"https://example.org\"}", "ISC")]
    [InlineData("[{\"type\": \"MIT\"}, {\"type\": \"Apache2\"}]", "(MIT OR Apache2)")]
    [InlineData("[\"MIT\", \"ISC\"]", "(MIT OR ISC)")]
    [InlineData("[]", null)]
    [InlineData("17", null)]
    [InlineData("\" SEE LICENSE IN LICENSE.md \"", "SEE LICENSE IN LICENSE.md")]
    public void Takes_the_licence_in_every_form(string json, string? licence) =>
        Reading.Of(Modules + "x/package.json", $$"""{"name": "x", "license": {{json}}, "version": "1.0.0"}""").Packages.ShouldHaveSingleItem().Licence.ShouldBe(licence);

    [Theory]
    [InlineData("app/node_modules/a/package.json", true)]
    [InlineData("app/node_modules/@s/a/package.json", true)]
    [InlineData("app/node_modules/a/node_modules/@s/b/package.json", true)]
    [InlineData("node_modules/.pnpm/a@1.0.0/node_modules/a/package.json", true)]
    [InlineData("node_modules/.pnpm/a@1.0.0/node_modules/@s/a/package.json", true)]
    [InlineData("usr/share/nodejs/a/package.json", true)]
    [InlineData("usr/share/nodejs/@s/a/package.json", true)]
    [InlineData("usr/share/nodejs/a/node_modules/b/package.json", true)]
    [InlineData("app/node_modules/a/test/fixtures/package.json", false)]
    [InlineData("app/node_modules/a/test/node_modules/b/package.json", false)]
    [InlineData("app/node_modules/resolve/test/resolver/multirepo/package.json", false)]
    [InlineData("app/node_modules/a/esm/package.json", false)]
    [InlineData("app/node_modules/@s/package.json", false)]
    [InlineData("app/node_modules/.bin/package.json", false)]
    [InlineData("app/node_modules/package.json", false)]
    [InlineData("app/node_modules/.pnpm/package.json", false)]
    public void Takes_only_what_Node_could_load(string path, bool isPackage) =>
        Reading.Of(path, """{"name": "a", "version": "1.0.0"}""").Packages.Count(package => package.Main != true).ShouldBe(isPackage ? 1 : 0);

    [Fact]
    public void An_alias_is_the_package_that_it_stands_for()
    {
        var package = Reading.Of(Modules + "old-lodash/package.json", """{"name": "lodash", "version": "3.10.1"}""").Packages.ShouldHaveSingleItem();

        (package.Name, package.Properties!["installedAs"]).ShouldBe(("lodash", "old-lodash"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"type": "module"}""")]
    [InlineData("""{"name": "x"}""")]
    [InlineData("""{"name": 5, "version": "1"}""")]
    [InlineData("""{"name": "x", "version": ""}""")]
    [InlineData("[]")]
    public void A_file_without_name_and_version_is_no_package_and_no_problem(string json)
    {
        var report = Reading.Of(Modules + "x/package.json", json);

        (report.Packages.Count, report.Problems.Count).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData("{\"name\": \"x\", \"version\": \"1.0.0\"", "it is no JSON from line 1 on")]
    [InlineData("", "it is no JSON")]
    [InlineData("{\"name\": \"a\\u0000b\", \"version\": \"1\"}", "is not the name of a package")]
    [InlineData("{\"name\": \"x\", \"version\": \"1\\n2\"}", "is not a version of x")]
    public void Says_what_it_could_not_read(string json, string problem) => Reading.Of(Modules + "x/package.json", json).Problems.ShouldHaveSingleItem().ShouldContain(problem);

    [Fact]
    public void Deep_nesting_ends_the_reading_and_is_told() =>
        Reading.Of(Modules + "x/package.json", """{"name": "x", "a": """ + new string('[', 100_000)).Problems.ShouldHaveSingleItem().ShouldContain("64 deep");

    [Fact]
    public void Elsewhere_it_may_be_an_application_and_damage_says_nothing()
    {
        Reading.Of("srv/package.json", """{"name": "shop", "version": "2.0.0", "private": true}""").Packages.ShouldHaveSingleItem().Main.ShouldBe(true);
        Reading.Of("srv/test/package.json", "{broken").Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Names_in_upper_case_stay_as_they_are() =>
        Reading.Of(Modules + "JSONStream/package.json", """{"name": "JSONStream", "version": "1.3.5"}""").Lines().ShouldBe(["pkg:npm/JSONStream@1.3.5"]);

    [Fact]
    public void Half_a_surrogate_pair_is_no_name() => Reading.Of(Modules + "x/package.json", """{"name": "\ud800", "version": "1"}""").Packages.ShouldBeEmpty();
}
