namespace Plimsoll.Tests.Inspection.Ecosystems.Php;

public sealed class ComposerTests
{
    private const string Monolog = """
        {"name": "monolog/monolog", "version": "v3.5.0", "version_normalized": "3.5.0.0", "license": ["MIT"], "type": "library",
         "source": {"type": "git", "url": "https://example.org/monolog.git", "reference": "c915e2634718dbc8a4a15c61b0e62e7a44e14448"},
         "dist": {"type": "zip", "shasum": ""}, "require": {"php": ">=8.1"}}
        """;

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"packages\": [", "], \"dev\": true, \"dev-package-names\": []}")]
    public void Reads_both_forms_of_the_list(string start, string end)
    {
        var report = Reading.Of("app/vendor/composer/installed.json", start + Monolog + end);

        report.Lines().ShouldBe(["pkg:composer/monolog/monolog@v3.5.0 (MIT)"]);
        report.Packages[0].Properties!["reference"].ShouldBe("c915e2634718dbc8a4a15c61b0e62e7a44e14448");
    }

    [Fact]
    public void Packages_for_development_that_are_there_are_marked() =>
        Reading.Of("app/vendor/composer/installed.json", """{"packages": [{"name": "phpunit/phpunit", "version": "9.6.0", "license": ["BSD-3-Clause", "MIT"]}], "dev-package-names": ["phpunit/phpunit"]}""")
            .Packages.ShouldHaveSingleItem().ShouldSatisfyAllConditions(package => package.Properties!["scope"].ShouldBe("dev"), package => package.Licence.ShouldBe("(BSD-3-Clause OR MIT)"));

    [Fact]
    public void Names_in_upper_case_are_lower_case_in_the_package_url() =>
        Reading.Of("vendor/composer/installed.json", """[{"name": "Acme/Widget", "version": "1.0"}]""").Packages.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            package => package.Name.ShouldBe("Acme/Widget"), package => package.Purl.ShouldBe("pkg:composer/acme/widget@1.0"));

    [Fact]
    public void What_a_lock_file_names_is_declared() =>
        Reading.Of("app/composer.lock", $$"""{"packages": [{{Monolog}}], "packages-dev": [{"name": "phpunit/phpunit", "version": "9.6.0"}], "aliases": []}""").Lines()
            .ShouldBe(["pkg:composer/monolog/monolog@v3.5.0 declared (MIT)", "pkg:composer/phpunit/phpunit@9.6.0 declared"]);
}
