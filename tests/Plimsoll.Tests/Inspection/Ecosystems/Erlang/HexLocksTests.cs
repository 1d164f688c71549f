namespace Plimsoll.Tests.Inspection.Ecosystems.Erlang;

/// <summary>Lock files as Mix (Mix.Dep.Lock.write: one entry a line) and rebar3 (rebar_config:write_lock_file: terms broken at 80 columns) write them.</summary>
public sealed class HexLocksTests
{
    private const string Commit = "68e6e1f28dea40f15ee0bb5ebd8d09dd2c4bb0d2";

    [Fact]
    public void Mix_takes_packages_from_Hex_from_its_organisations_and_out_of_git() => Reading.Of("app/mix.lock", $$"""
        %{
          "jason": {:hex, :jason, "1.4.1", "af1504e35f629ddcdd6addb3513c3853991f694921b1b9368b0bd32beb9f1b63", [:mix], [{:decimal, "~> 1.0 or ~> 2.0", [hex: :decimal, repo: "hexpm", optional: true]}], "hexpm", "fbb01ecdfd565b56261302f7e1fcc27c4fb8f32d56eab74db621fc154604a7a1"},
          "ledger": {:hex, :ledger, "0.3.0", "0f4b6f4e7b2b9f0a0b9e2a1f27c8cbd1a7ad8b2c1b1a6c6f3c9d5c7d0a1b2c3d", [:mix], [{:jason, "~> 1.0", [hex: :jason, repo: "hexpm", optional: false]}], "hexpm:acme", "fbb01ecdfd565b56261302f7e1fcc27c4fb8f32d56eab74db621fc154604a7a1"},
          "heroicons": {:git, "https://github.com/tailwindlabs/heroicons.git", "{{Commit}}", [tag: "v2.1.1", sparse: "optimized", app: false, compile: false, depth: 1]},
          "phoenix": {:git, "https://github.com/phoenixframework/Phoenix.git", "{{Commit}}", [branch: "main"]},
          "short": {:git, "git@github.com:acme/short.git", "{{Commit}}", []},
          "elsewhere": {:git, "https://token:secret@git.example.org/team/elsewhere.git", "{{Commit}}", [ref: "main"]},
          "own": {:git, "git@git.example.org:team/own.git", "{{Commit}}", []},
          "disk": {:git, "/srv/git/disk", "{{Commit}}", []},
        }
        """).Lines().ShouldBe(
        [
            "pkg:hex/jason@1.4.1 declared",
            "pkg:hex/acme/ledger@0.3.0 declared",
            $"pkg:generic/heroicons@{Commit}?vcs_url=git%2Bhttps:%2F%2Fgithub.com%2Ftailwindlabs%2Fheroicons.git%40{Commit}%23optimized declared",
            $"pkg:github/phoenixframework/phoenix@{Commit} declared",
            $"pkg:github/acme/short@{Commit} declared",
            $"pkg:generic/elsewhere@{Commit}?vcs_url=git%2Bhttps:%2F%2Fgit.example.org%2Fteam%2Felsewhere.git%40{Commit} declared",
            $"pkg:generic/own@{Commit}?vcs_url=git%2Bssh:%2F%2Fgit%40git.example.org%2Fteam%2Fown.git%40{Commit} declared",
            $"pkg:generic/disk@{Commit} declared",
        ]);

    [Fact]
    public void The_source_of_a_package_out_of_git_is_told_without_the_password_in_it()
    {
        var package = Reading.Of("app/mix.lock", $$"""  "a": {:git, "https://token:secret@github.com/acme/a.git", "{{Commit}}", []},""").Packages.ShouldHaveSingleItem();

        (package.Name, package.Version, package.Properties!["source"]).ShouldBe(("a", Commit, $"git+https://github.com/acme/a.git@{Commit}"));
    }

    [Theory]
    [InlineData("ssh://git:secret@git.example.org:2222/a.git", "git+ssh://git.example.org:2222/a.git@c")]
    [InlineData("git://git.example.org/a", "git://git.example.org/a@c")]
    [InlineData("https://user@[::1]:8443/a b", "git+https://[::1]:8443/a%20b@c")]
    [InlineData("../relative", null)]
    [InlineData("::", null)]
    public void An_address_may_have_a_port_a_password_or_no_host(string address, string? source)
    {
        var properties = Reading.Of("app/mix.lock", Git(address)).Packages.ShouldHaveSingleItem().Properties;
        (properties?["source"]).ShouldBe(source);
    }

    [Theory]
    [InlineData("https://x%zz@h/%")]
    [InlineData("ssh://a@@h/x")]
    [InlineData("git@:x")]
    [InlineData("https://[fe80::1%25eth0]/x")]
    [InlineData("file://host/x")]
    [InlineData("https://user:secret@github.com/")]
    public void No_address_ends_the_reading(string address)
    {
        var read = Reading.Of("app/mix.lock", Git(address));
        (read.Packages.Count + read.Problems.Count).ShouldBe(1);
        read.Packages.ShouldAllBe(package => !package.Purl!.Contains("secret"));
    }

    private static string Git(string address) => $$"""  "a": {:git, "{{address}}", "c", []},""";

    [Fact]
    public void Rebar_breaks_long_terms_into_lines() => Reading.Of("app/rebar.lock", $$$"""
        {"1.2.0",
        [{<<"cowboy">>,{pkg,<<"cowboy">>,<<"2.9.0">>},0},
         {<<"jsx">>,
          {git,"https://github.com/talentdeficit/jsx.git",
               {ref,"{{{Commit}}}"}},
          0},
         {<<"opentelemetry_semantic_conventions">>,
          {pkg,<<"opentelemetry_semantic_conventions">>,<<"0.2.0">>},
          1},
         {<<"part">>,
          {git_subdir,"https://gitlab.com/acme/whole.git",
                      {ref,"{{{Commit}}}"},
                      "apps/part"},
          0},
         {<<"ours">>,{path,"apps/ours",{mtime,<<"2026-01-01T00:00:00Z">>}},0},
         {<<"ranch">>,{pkg,<<"ranch">>,<<"1.8.0">>},1}]}.
        [
        {pkg_hash,[
         {<<"cowboy">>, <<"865DD8B6607E14CF03282E10E934023A1BD8BE6F6BACF921A7E2A96D800CD452">>}]}
        ].
        """).Lines().ShouldBe(
        [
            "pkg:hex/cowboy@2.9.0 declared",
            "pkg:hex/opentelemetry_semantic_conventions@0.2.0 declared",
            "pkg:hex/ranch@1.8.0 declared",
            $"pkg:github/talentdeficit/jsx@{Commit} declared",
            $"pkg:generic/part@{Commit}?vcs_url=git%2Bhttps:%2F%2Fgitlab.com%2Facme%2Fwhole.git%40{Commit}%23apps%2Fpart declared",
        ]);
}
