namespace Plimsoll.Tests.Inspection.Ecosystems.R;

/// <summary>Ecosystems of which one small file tells all.</summary>
public sealed class ScriptLanguageTests
{
    [Fact]
    public void An_R_package_is_installed_once_it_was_built()
    {
        const string Description = "Package: rJava\nVersion: 1.0-6\nTitle: Low-Level R\n    to Java Interface\nLicense: LGPL-2.1\n";

        Reading.Of("usr/lib/R/site-library/rJava/DESCRIPTION", Description + "Built: R 4.2.2; x86_64-pc-linux-gnu; 2022-12-01 00:00:00 UTC; unix\n").Lines().ShouldBe(["pkg:cran/rJava@1.0-6 (LGPL-2.1)"]);
        Reading.Of("src/rJava/DESCRIPTION", Description).Packages.ShouldBeEmpty();
    }

    [Fact]
    public void A_rock_is_read_from_its_specification()
    {
        Reading.Of("usr/local/lib/luarocks/rocks-5.1/LuaSocket/3.1.0-1/LuaSocket-3.1.0-1.rockspec", "package = \"LuaSocket\"\nversion = \"3.1.0-1\"\ndescription = { summary = \"x\", license = \"MIT\" }\n")
            .Lines().ShouldBe(["pkg:luarocks/luasocket@3.1.0-1 (MIT)"]);
        Reading.Of("usr/local/share/lua/5.1/luasocket-3.1.0-1.rockspec", "package = \"luasocket\"").Packages.ShouldBeEmpty();
    }

    [Fact]
    public void A_distribution_of_CPAN_is_read_from_what_its_installer_left()
    {
        var package = Reading.Of("usr/local/lib/perl5/site_perl/5.36.0/x86_64-linux/.meta/libwww-perl-6.76/install.json",
            """{"dist": "libwww-perl-6.76", "name": "LWP", "pathname": "O/OA/OALDERS/libwww-perl-6.76.tar.gz", "provides": {"LWP": {"version": "6.76"}}, "target": "LWP", "version": "6.76"}""").Packages.ShouldHaveSingleItem();

        (package.Purl, package.Name, package.Properties!["distpath"]).ShouldBe(("pkg:cpan/libwww-perl@6.76", "libwww-perl", "O/OA/OALDERS/libwww-perl-6.76.tar.gz"));
    }

    [Fact]
    public void WordPress_and_its_plugins()
    {
        Reading.Of("var/www/html/wp-includes/version.php", "<?php\n/**\n * @global string $wp_version\n */\n$wp_version = '6.4.2';\n").Lines().ShouldBe(["pkg:generic/wordpress@6.4.2"]);
        Reading.Of("var/www/html/wp-content/plugins/akismet/akismet.php", "<?php\n/**\n * Plugin Name: Akismet Anti-spam\n * Version: 5.3\n * License: GPLv2 or later */\n").Lines()
            .ShouldBe(["pkg:wordpress-plugin/akismet@5.3 (GPLv2 or later)"]);
        Reading.Of("var/www/html/wp-content/plugins/akismet/class.php", "<?php\n// Version: 2\n").Packages.ShouldBeEmpty();
        Reading.Of("var/www/html/wp-content/plugins/akismet/views/x.php", "<?php\n/* Plugin Name: x\n Version: 1 */").Packages.ShouldBeEmpty();
    }
}
