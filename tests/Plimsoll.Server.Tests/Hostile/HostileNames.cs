namespace Plimsoll.Server.Tests.Hostile;

/// <summary>Names of repositories and tags that break the grammar, or the parsers of careless servers.</summary>
internal static class HostileNames
{
    private static readonly (string Name, string Path)[] BadNames =
    [
        ("upper case", "Hostile/target"), ("a leading dash", "-a"), ("a trailing dash", "a-"), ("a leading underscore", "_a"), ("a trailing underscore", "a_"), ("a leading dot", ".a"), ("a trailing dot", "a."),
        ("two dots", "a..b"), ("three underscores", "a___b"), ("dot and underscore", "a._b"), ("an empty part", "a//b"), ("a leading slash", "/a"), ("201 characters", new string('a', 201)),
        ("4000 characters", new string('a', 4000)), ("a colon", "a:b"), ("an at sign", "a@b"), ("a semicolon", "a;b"), ("a plus", "a+b"), ("an asterisk", "a*b"), ("a quote", "a'b"), ("a dollar", "a$b"),
        ("an encoded space", "a%20b"), ("an encoded slash", "a%2Fb"), ("an encoded backslash", "a%5Cb"), ("a doubly encoded slash", "a%252Fb"), ("doubly encoded dots", "%252e%252e/b"), ("an encoded line break", "a%0d%0ab"),
        ("an encoded umlaut", "%C3%A4"), ("a Cyrillic letter", "%D0%B0pi"), ("a full-width digit", "a%EF%BC%91"), ("an emoji", "%F0%9F%90%B3"), ("a zero-width space", "a%E2%80%8Bb"), ("a right-to-left mark", "a%E2%80%AEb"),
        ("overlong UTF-8", "a%C0%AFb"), ("invalid UTF-8", "a%FF%FE"), ("a tag of HTML", "%3Cscript%3E"), ("an injection", "a'%20OR%201=1--"), ("a bell", "a%07"), ("a percent sign", "a%25b"), ("the catalog", "_catalog/x"),
    ];

    private static readonly (string Name, string Tag)[] BadTags =
    [
        ("a leading dot", ".x"), ("a leading dash", "-x"), ("129 characters", new string('t', 129)), ("an encoded space", "a%20b"), ("a plus", "a+b"), ("an encoded slash", "a%2Fb"), ("an umlaut", "%C3%A4"),
        ("a star", "*"), ("an encoded line break", "a%0a"), ("an encoded question mark", "a%3Fb"), ("nothing", ""),
    ];

    public static IEnumerable<HostileRequest> Rows =>
    [
        .. BadNames.Select(n => new HostileRequest($"pull from a name with {n.Name}", "GET", $"/v2/{n.Path}/manifests/latest", 400, "NAME_INVALID")),
        .. BadNames.Take(8).Select(n => new HostileRequest($"push a manifest to a name with {n.Name}", "PUT", $"/v2/{n.Path}/manifests/latest", 400, "NAME_INVALID") { Text = "{}" }),
        .. BadNames.Skip(8).Take(6).Select(n => new HostileRequest($"start an upload in a name with {n.Name}", "POST", $"/v2/{n.Path}/blobs/uploads/", 400, "NAME_INVALID")),
        .. BadNames.Skip(14).Take(5).Select(n => new HostileRequest($"list tags of a name with {n.Name}", "GET", $"/v2/{n.Path}/tags/list", 400, "NAME_INVALID")),
        .. BadNames.Skip(19).Take(5).Select(n => new HostileRequest($"list referrers in a name with {n.Name}", "GET", $"/v2/{n.Path}/referrers/{{MISSING}}", 400, "NAME_INVALID")),
        .. BadNames.Skip(24).Take(5).Select(n => new HostileRequest($"delete a blob in a name with {n.Name}", "DELETE", $"/v2/{n.Path}/blobs/{{BLOB}}", 400, "NAME_INVALID")),
        .. BadTags.Select(t => new HostileRequest($"push to a tag with {t.Name}", "PUT", $"{{R}}/manifests/{t.Tag}", 400, "MANIFEST_INVALID") { Text = "{}" }),
        .. BadTags.Select(t => new HostileRequest($"pull a tag with {t.Name}", "GET", $"{{R}}/manifests/{t.Tag}", 404, "MANIFEST_UNKNOWN")),
        .. BadTags.Take(4).Select(t => new HostileRequest($"delete a tag with {t.Name}", "DELETE", $"{{R}}/manifests/{t.Tag}", 400, "MANIFEST_INVALID")),
        new("mount from a bad name", "POST", "{R}/blobs/uploads/?mount={BLOB}&from=Upper", 400, "NAME_INVALID"),
        new("climb out with dots", "GET", "/v2/../../etc/passwd", 404, null),
        new("climb out with encoded dots", "GET", "/v2/%2e%2e/%2e%2e/etc/passwd", 404, null),
        new("climb within the API with dots", "GET", "/v2/hostile/x/../target/manifests/none", 404, "MANIFEST_UNKNOWN"),
        new("a NUL in the path", "GET", "/v2/a%00b/manifests/latest", 400, null),
        new("a path of the API that is none", "GET", "/v2/hostile/target/secrets/x", 404, "NAME_UNKNOWN"),
        new("a path that ends too soon", "GET", "/v2/hostile/target", 404, "NAME_UNKNOWN"),
        new("an absolute target", "GET", "http://elsewhere.example/v2/hostile/target/manifests/none", [400, 404], null),
        new("a path without its first slash", "GET", "v2/hostile/target/manifests/latest", 400, null),
    ];
}
