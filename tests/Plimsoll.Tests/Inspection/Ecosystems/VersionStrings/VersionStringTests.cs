using System.Text;
using Plimsoll.Inspection.Ecosystems.VersionStrings;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Ecosystems.VersionStrings;

public sealed class VersionStringTests
{
    /// <summary>What stands around the version in the programs of Debian 12, seen with strings(1).</summary>
    [Theory]
    [InlineData("usr/sbin/nginx", "nginx version: nginx/1.22.1\n\0", "nginx@1.22.1")]
    [InlineData("usr/sbin/apache2", "\0Apache/2.4\0Server at \0Apache/2.4.71 (Debian)\0", "apache-httpd@2.4.71")]
    [InlineData("usr/lib/x86_64-linux-gnu/libcrypto.so.3", "\0OpenSSL 3.0.22 25 Aug 2026\0\x33.0.22\0", "openssl@3.0.22")]
    [InlineData("usr/bin/openssl", "OpenSSL 1.1.1w  11 Sep 2023\0", "openssl@1.1.1w")]
    [InlineData("bin/busybox", "BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1)\0", "busybox@1.35.0")]
    [InlineData("usr/bin/python3.11", "pymalloc_debug\0\x33.11.2\0strict\0", "python@3.11.2")]
    [InlineData("usr/local/lib/libpython3.13.so.1.0", "\0\x33.13.0rc1\0", "python@3.13.0rc1")]
    [InlineData("usr/bin/php8.2", "X-Powered-By: PHP/8.2.36\0", "php@8.2.36")]
    [InlineData("usr/lib/libruby-3.1.so.3.1.2", "ruby 3.1.2p20 (2022-04-12 revision 4491bb740a) [x86_64-linux-gnu]\0", "ruby@3.1.2")]
    [InlineData("usr/bin/perl", "/usr/local/share/perl/5.36.0\0/usr/share/perl5\0", "perl@5.36.0")]
    [InlineData("usr/sbin/haproxy", " version 2.6.12-1+deb12u4, released 2026/10/17\0", "haproxy@2.6.12")]
    [InlineData("usr/sbin/mariadbd", "deb12u1\0\x31\x30.11.19-MariaDB\0x86_64\0", "mariadb@10.11.19")]
    [InlineData("usr/sbin/mysqld", "/build/mysql-8.0.35/sql/main.cc\0", "mysql@8.0.35")]
    [InlineData("usr/lib/postgresql/15/bin/postgres", "\0PostgreSQL 15.20 (Debian 15.20-0+deb12u1) on x86_64\0", "postgresql@15.20")]
    [InlineData("usr/lib/libsqlite3.so.0.8.6", "\xca\0\x33.40.1\0\0", "sqlite@3.40.1")]
    [InlineData("usr/bin/redis-server", "Private_Dirty:\0\x37.0.151790282056000000000\0%llx\0", "redis@7.0.15")]
    [InlineData("usr/local/bin/redis-server", "A7.2.40a1b2c3d4e5f-1704067200000000000\0%llx\0", "redis@7.2.4")]
    [InlineData("usr/local/bin/valkey-server", "\08.0.1buildkitsandbox-1704067200000000000\0", "valkey@8.0.1")]
    [InlineData("usr/bin/memcached", "\0memcached 1.6.18\0", "memcached@1.6.18")]
    [InlineData("usr/local/bin/node", "\0/json\0node.js/v20.20.2\0", "node@20.20.2")]
    [InlineData("usr/lib/libnode.so.108", "node.js/v18.20.4\0", "node@18.20.4")]
    [InlineData("usr/lib/libcurl.so.4.8.0", "\0libcurl/7.88.1\0zlib/%s\0", "curl@7.88.1")]
    [InlineData("usr/bin/git", "\xff\0git/2.39.5\0GIT_USER_AGENT\0", "git@2.39.5")]
    [InlineData("bin/bash", "@(#)Bash version 5.2.15(1) release GNU\0", "bash@5.2.15")]
    public void Tells_the_version_of_well_known_programs(string path, string strings, string product) =>
        Read(path, strings).Lines().ShouldBe([$"pkg:generic/{product} Medium"]);

    [Theory]
    [InlineData("usr/lib/ruby/3.1.0/openssl.so", "OpenSSL 3.0.13 30 Jan 2024\0")]
    [InlineData("usr/bin/shop", "OpenSSL 3.0.13 30 Jan 2024\0")]
    [InlineData("usr/bin/openssl", "OpenSSL wrapper 1.0\0")]
    [InlineData("usr/bin/python3", "\0\x33.11.2\0")]
    [InlineData("usr/bin/git", "git version %s\0")]
    public void Others_are_not_taken_for_them(string path, string strings) => Read(path, strings).Packages.ShouldBeEmpty();

    [Fact]
    public void Finds_a_version_where_two_windows_meet()
    {
        foreach (var offset in (int[])[(1 << 20) - 300, (1 << 20) - 20, (1 << 20) - 3, 1 << 20, (3 << 20) - 5])
            Read("usr/sbin/nginx", new string('x', offset - 0x200) + "\0nginx/1.22.1\0").Lines().ShouldBe(["pkg:generic/nginx@1.22.1 Medium"]);
    }

    [Fact]
    public void The_rules_name_their_files_without_versions() =>
        KnownVersions.All.SelectMany(rule => rule.Files).ShouldAllBe(file => ProgramName.Of(file).Stem == file);

    [Fact]
    public void Runtimes_say_their_version_in_a_file()
    {
        var package = Reading.Of("opt/java/release", "IMPLEMENTOR=\"Eclipse Adoptium\"\nJAVA_RUNTIME_VERSION=\"17.0.9+9\"\nJAVA_VERSION=\"17.0.9\"\n").Packages.ShouldHaveSingleItem();

        (package.Purl, package.Properties!["implementor"]).ShouldBe(("pkg:generic/openjdk@17.0.9", "Eclipse Adoptium"));
        Reading.Of("opt/other/release", "VERSION=1\n").Packages.ShouldBeEmpty();
        Reading.Of("usr/local/go/VERSION", "go1.21.5\ntime 2023-11-29T21:21:46Z\n").Lines().ShouldBe(["pkg:generic/go@1.21.5 Medium"]);
    }

    private static Plimsoll.Core.Facts.CataloguedFile Read(string path, string strings) =>
        Reading.By(new VersionStringCataloguer(), path, ProgramBytes.Elf((".rodata", Encoding.Latin1.GetBytes(strings)))).Report;
}
