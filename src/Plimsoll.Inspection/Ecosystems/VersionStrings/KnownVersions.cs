namespace Plimsoll.Inspection.Ecosystems.VersionStrings;

/// <summary>
/// The programs and libraries that tell their version, a line for each. A new line is tested with a binary of the project; some names belong to several
/// products, then the first line that finds a version wins.
/// </summary>
internal static class KnownVersions
{
    private const string Triple = @"[0-9]+\.[0-9]+\.[0-9]+";

    /// <summary>Version, name of the build machine, time, whether the sources were changed, and no commit: what Redis and its descendants put together.</summary>
    private const string RedisBuild = @"(?:^|[^0-9.])([0-9]+\.[0-9]+\.[0-9]+?)(?:(?:[a-z0-9]{12}|buildkitsandbox)-)?1[0-9]{9}0{9}\x00";

    public static IReadOnlyList<VersionRule> All { get; } =
    [
        new("apache-httpd", ["httpd", "apache"], "Apache/", $@"Apache/({Triple})"),
        new("bash", ["bash"], "@(#)Bash version ", $@"Bash version ({Triple})"),
        new("busybox", ["busybox"], "BusyBox v", $@"BusyBox v({Triple})"),
        new("curl", ["curl", "libcurl", "libcurl-gnutls"], "curl/", $@"curl/({Triple})"),
        new("dumb-init", ["dumb-init"], "dumb-init v", $@"dumb-init v({Triple})"),
        new("expat", ["libexpat"], "expat_", $@"expat_({Triple})"),
        new("git", ["git"], "git/", $@"git/({Triple})"),
        new("glibc", ["libc"], "GNU C Library ", @"release version ([0-9]+\.[0-9]+)"),
        new("haproxy", ["haproxy"], ", released 20", @"version ([0-9]+\.[0-9]+(?:\.|-dev|-rc)[0-9]+)[^,\x00]*, released 20"),
        new("jq", ["jq"], "jq-", @"jq-([0-9]+\.[0-9]+(?:\.[0-9]+)?(?:rc[0-9]+)?)\x00"),
        new("libpng", ["libpng"], "libpng version ", $@"libpng version ({Triple})"),
        new("lighttpd", ["lighttpd"], "lighttpd/", $@"lighttpd/({Triple})"),
        new("mariadb", ["mariadbd", "mysqld", "mariadb", "mysql"], "-MariaDB", $@"({Triple})-MariaDB"),
        new("memcached", ["memcached"], "memcached ", $@"memcached ({Triple})"),
        new("mysql", ["mysqld", "mysql", "mysqladmin"], "/mysql-", $@"/mysql-({Triple})"),
        new("nginx", ["nginx"], "nginx/", $@"nginx/({Triple})"),
        new("node", ["node", "nodejs", "libnode"], "node.js/v", $@"node\.js/v({Triple}(?:-[0-9a-z.]+)?)"),
        new("openresty", ["nginx", "openresty"], "openresty/", $@"openresty/({Triple}(?:\.[0-9]+)?)"),
        new("openssh", ["ssh", "sshd", "sshd-session", "ssh-keygen"], "OpenSSH_", @"OpenSSH_([0-9]+\.[0-9]+(?:p[0-9]+)?)"),
        new("openssl", ["openssl", "libcrypto", "libssl"], "OpenSSL ", $@"OpenSSL ({Triple}[a-z]*(?:-[a-z0-9.]+)?) +[0-9]{{1,2}} [A-Z][a-z][a-z] [0-9]{{4}}"),
        new("perl", ["perl", "libperl"], "/perl", $@"/perl5?/({Triple})[/\x00]"),
        new("php", ["php", "php-fpm", "php-cgi", "phpdbg", "libphp"], "X-Powered-By: PHP/", $@"PHP/({Triple}(?:(?:alpha|beta|RC)[0-9]+)?)"),
        new("postgresql", ["postgres"], "PostgreSQL ", @"PostgreSQL ([0-9]+(?:\.[0-9]+)*(?:(?:alpha|beta|rc)[0-9]+)?) (?:on |\()"),
        // The end of a path may be kept as the text that it ends in.
        new("python", ["python", "libpython"], "{v}.", @"(?:\x00|/|Python-)({v}\.[0-9]+(?:(?:a|b|rc)[0-9]+)?)\+?\x00"),
        new("redis", ["redis-server", "redis-check-rdb", "redis-check-aof", "redis-sentinel", "redis-cli", "redis-benchmark"], "000000000\0", RedisBuild),
        new("ruby", ["ruby", "libruby"], "ruby ", $@"ruby ({Triple}(?:preview[0-9]+|rc[0-9]+)?)(?:p[0-9]+|dev)? \("),
        new("sqlite", ["sqlite", "libsqlite"], "\03.", @"\x00(3\.[0-9]{1,2}\.[0-9]{1,2})\x00"),
        new("tini", ["tini", "tini-static", "docker-init"], "tini version ", $@"tini version ({Triple})"),
        new("valkey", ["valkey-server", "valkey-check-rdb", "valkey-check-aof", "valkey-sentinel", "valkey-cli", "valkey-benchmark"], "000000000\0", RedisBuild),
        new("zlib", ["libz"], " deflate ", @" deflate ([0-9]+\.[0-9]+(?:\.[0-9]+)+) Copyright"),
    ];
}
