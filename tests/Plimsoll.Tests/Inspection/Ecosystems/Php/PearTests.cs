using System.Text;
using Plimsoll.Inspection.Ecosystems.Php;

namespace Plimsoll.Tests.Inspection.Ecosystems.Php;

/// <summary>Registries as <c>pear</c> and <c>pecl</c> 1.10 write them, shortened.</summary>
public sealed class PearTests
{
    private const string Getopt = """
        a:13:{s:7:"attribs";a:2:{s:15:"packagerversion";s:5:"1.9.2";s:7:"version";s:3:"2.0";}s:4:"name";s:14:"Console_Getopt";s:7:"channel";s:12:"pear.php.net";s:11:"description";s:80:"This is a PHP implementation of "getopt" supporting both
        short and long options.";s:4:"lead";a:2:{i:0;a:1:{s:4:"name";s:15:"Andrei Zmievski";}i:1;a:1:{s:4:"name";s:11:"Greg Beaver";}}s:7:"version";a:2:{s:7:"release";s:5:"1.4.3";s:3:"api";s:5:"1.4.0";}s:7:"license";a:2:{s:7:"attribs";a:1:{s:3:"uri";s:46:"http://opensource.org/licenses/bsd-license.php";}s:8:"_content";s:12:"BSD-2-Clause";}s:8:"filelist";a:1:{s:18:"Console/Getopt.php";a:4:{s:4:"name";s:18:"Console/Getopt.php";s:4:"role";s:3:"php";s:6:"md5sum";s:32:"63da5909aa85a0eb76e0ad0b5e00811a";s:12:"installed_as";s:33:"/usr/share/php/Console/Getopt.php";}}s:12:"_lastversion";N;s:7:"dirtree";a:1:{s:22:"/usr/share/php/Console";b:1;}s:3:"old";a:2:{s:7:"version";s:5:"0.0.1";s:12:"release_date";s:10:"2019-11-20";}s:10:"xsdversion";s:3:"2.0";s:13:"_lastmodified";i:1648087081;}
        """;

    [Fact]
    public void Reads_a_package_with_its_files()
    {
        var (report, owned) = Reading.By(new PearCataloguer(), "usr/share/php/.registry/console_getopt.reg", Encoding.UTF8.GetBytes(Getopt));

        report.Problems.ShouldBeEmpty();
        report.Lines().ShouldBe(["pkg:pear/pear.php.net/Console_Getopt@1.4.3 (BSD-2-Clause)"]);
        owned.ShouldBe([("usr/share/php/Console/Getopt.php", "")]);
    }

    [Fact]
    public void Reads_an_extension() => Reading.Of(
        "usr/local/lib/php/.registry/.channel.pecl.php.net/memcached.reg",
        """a:3:{s:4:"name";s:9:"memcached";s:7:"version";a:1:{s:7:"release";s:5:"3.2.0";}s:7:"license";s:11:"PHP License";}""").Lines().ShouldBe(["pkg:pear/pecl.php.net/memcached@3.2.0 (PHP License)"]);

    [Fact]
    public void Reads_what_the_first_form_of_the_description_became() => Reading.Of(
        "usr/share/pear/.registry/db.reg", """a:3:{s:7:"package";s:2:"DB";s:7:"version";s:5:"1.7.6";s:7:"license";s:3:"PHP";}""").Lines().ShouldBe(["pkg:pear/pear.php.net/DB@1.7.6 (PHP)"]);

    [Theory]
    [InlineData("a:2:{s:4:\"name\";s:2:\"ab\";", "it ends in the middle of a value")]
    [InlineData("a:1:{s:4:\"name\";s:20:\"ab\";}", "it ends in the middle of a value")]
    [InlineData("a:1:{s:-4:\"name\";N;}", "it has a length that is none")]
    [InlineData("O:3:\"Bad\":0:{}", "it has a value of a kind that is not read")]
    [InlineData("# configuration", "it has a value of a kind that is not read")]
    public void What_is_damaged_is_a_problem_of_the_file(string text, string problem) =>
        Reading.Of("php/.registry/a.reg", text).Problems.ShouldBe([problem, "it names no package with a version"]);

    [Fact]
    public void Arrays_in_arrays_end_somewhere() =>
        Reading.Of("php/.registry/a.reg", string.Concat(Enumerable.Repeat("a:1:{i:0;", 10_000))).Problems[0].ShouldBe("it has arrays more than 32 deep");

    [Fact]
    public void Other_registries_are_none_of_its() => Reading.Of("windows/system.reg", "a:1:{}").Problems.ShouldBeEmpty();
}
