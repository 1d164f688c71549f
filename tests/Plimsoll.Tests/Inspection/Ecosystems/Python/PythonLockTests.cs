namespace Plimsoll.Tests.Inspection.Ecosystems.Python;

public sealed class PythonLockTests
{
    [Theory]
    [InlineData("requirements.txt", """
        # comment
        -r other.txt
        --index-url https://example.org/simple
        Django==4.2.1 \
            --hash=sha256:abc
        requests[security] == 2.31.0 ; python_version >= "3.8"
        ranged>=1.0
        wildcard==1.*
        six===1.16.0
        ./local==1
        """, "django@4.2.1,requests@2.31.0,six@1.16.0")]
    [InlineData("poetry.lock", """
        [[package]]
        name = "Django"
        version = "4.2.1"
        description = "A name = \"x\" in a text"
        files = [
            {file = "Django-4.2.1-py3-none-any.whl", hash = "sha256:abc"},
        ]

        [package.dependencies]
        name = ">=1"

        [[package]]
        name = "requests"
        version = "2.31.0"

        [metadata]
        version = "9"
        """, "django@4.2.1,requests@2.31.0")]
    [InlineData("uv.lock", """
        version = 1
        requires-python = ">=3.8"

        [[package]]
        name = "app"
        version = "0.1.0"
        source = { virtual = "." }

        [[package]]
        name = "idna"
        version = "3.6"
        source = { registry = "https://example.org/simple" }
        wheels = [
            { url = "https://example.org/idna-3.6.whl", hash = "sha256:abc", size = 1 },
        ]
        """, "idna@3.6")]
    [InlineData("pylock.toml", "lock-version = \"1.0\"\n[[packages]]\nname = \"attrs\"\nversion = \"25.1.0\"\n[[packages.wheels]]\nname = \"attrs-25.1.0-py3-none-any.whl\"\n", "attrs@25.1.0")]
    [InlineData("Pipfile.lock", """
        {"_meta": {"hash": {"sha256": "x"}}, "default": {"certifi": {"hashes": ["sha256:a"], "version": "==2023.7.22"}, "local": {"path": "."}},
         "develop": {"pytest": {"version": "==7.4.0"}}}
        """, "certifi@2023.7.22,pytest@7.4.0")]
    public void Names_what_is_pinned(string file, string content, string expected) =>
        Reading.Of("app/" + file, content).Lines().ShouldBe(expected.Split(',').Select(package => $"pkg:pypi/{package} declared"));

    /// <summary>As <c>pip freeze</c> and pipenv write them.</summary>
    [Theory]
    [InlineData("requirements.txt", """
        flask @ git+https://github.com/pallets/Flask.git@68e6e1f28dea40f15ee0bb5ebd8d09dd2c4bb0d2
        -e git+ssh://git@git.example.org/team/tool.git@68e6e1f28dea40f15ee0bb5ebd8d09dd2c4bb0d2#egg=tool&subdirectory=python
        moving @ git+https://github.com/acme/moving@main
        local @ file:///srv/local
        """)]
    [InlineData("Pipfile.lock", """
        {"default": {"flask": {"git": "https://github.com/pallets/Flask.git", "ref": "68e6e1f28dea40f15ee0bb5ebd8d09dd2c4bb0d2"},
                     "tool": {"editable": true, "git": "ssh://git@git.example.org/team/tool.git", "ref": "68e6e1f28dea40f15ee0bb5ebd8d09dd2c4bb0d2", "subdirectory": "python"}}}
        """)]
    public void Names_what_comes_out_of_git(string file, string content) => Reading.Of("app/" + file, content).Lines().ShouldBe(
        [
            "pkg:github/pallets/flask@68e6e1f28dea40f15ee0bb5ebd8d09dd2c4bb0d2 declared",
            "pkg:generic/tool@68e6e1f28dea40f15ee0bb5ebd8d09dd2c4bb0d2?vcs_url=git%2Bssh:%2F%2Fgit%40git.example.org%2Fteam%2Ftool.git%4068e6e1f28dea40f15ee0bb5ebd8d09dd2c4bb0d2%23python declared",
        ]);

    [Fact]
    public void What_pip_carries_inside_is_declared() =>
        Reading.Of("usr/lib/python3/site-packages/pip/_vendor/vendor.txt", "CacheControl==0.13.1  # Make sure to update the license\ncolorama==0.4.6\n").Lines()
            .ShouldBe(["pkg:pypi/cachecontrol@0.13.1 declared", "pkg:pypi/colorama@0.4.6 declared"]);
}
