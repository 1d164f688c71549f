using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Ecosystems.Ruby;

public sealed class GemTests
{
    /// <summary>Written by RubyGems 3.3, shortened.</summary>
    private const string Nokogiri = """
        # -*- encoding: utf-8 -*-
        # stub: nokogiri 1.15.4 x86_64-linux lib

        Gem::Specification.new do |s|
          s.name = "nokogiri".freeze
          s.version = "1.15.4"
          s.platform = "x86_64-linux".freeze

          s.required_rubygems_version = Gem::Requirement.new(">= 0".freeze) if s.respond_to? :required_rubygems_version=
          s.metadata = { "homepage_uri" => "https://nokogiri.example", "name" => "wrong" } if s.respond_to? :metadata=
          s.licenses = ["MIT".freeze, "Ruby".freeze]
          s.homepage = "https://nokogiri.example".freeze
        end
        """;

    [Fact]
    public void Reads_the_specification_of_an_installed_gem() =>
        Reading.Of("usr/local/bundle/specifications/nokogiri-1.15.4-x86_64-linux.gemspec", Nokogiri).Lines().ShouldBe(["pkg:gem/nokogiri@1.15.4?platform=x86_64-linux ((MIT OR Ruby))"]);

    [Fact]
    public void Gems_that_come_with_Ruby_are_marked() =>
        Reading.Of("usr/lib/ruby/gems/3.1.0/specifications/default/json-2.6.1.gemspec", "s.name = \"json\"\ns.version = Gem::Version.new(\"2.6.1\")\n").Packages.ShouldHaveSingleItem().Properties!["default"].ShouldBe("true");

    [Fact]
    public void Where_the_code_says_too_little_the_stub_and_the_name_of_the_file_tell()
    {
        Reading.Of("x/specifications/a-b-2.0.gemspec", "# stub: a-b 2.0 ruby lib\nGem::Specification.new do |s|\n  s.version = A::VERSION\nend\n").Lines().ShouldBe(["pkg:gem/a-b@2.0"]);
        Reading.Of("x/specifications/a-b-2.0.gemspec", "Gem::Specification.new(&block)").Lines().ShouldBe(["pkg:gem/a-b@2.0 Medium"]);
        Reading.Of("x/specifications/what.gemspec", "nothing").Problems.ShouldHaveSingleItem();
    }

    [Fact]
    public void The_specification_of_a_source_tree_is_no_installed_gem() => Reading.Of("app/nokogiri.gemspec", Nokogiri).Packages.ShouldBeEmpty();

    [Theory]
    [InlineData("s.version = \"0.3.0\"", "VERSION = '0.4.0'", "0.3.0")]
    [InlineData("s.version = Forked::Rack::VERSION", "VERSION = '0.4.0'", "0.4.0")]
    [InlineData("s.version = Forked::Rack::VERSION", "VERSION = [0, 4].join('.')", "abcdef012345")]
    [InlineData("s.version = Forked::Rack::VERSION", null, "abcdef012345")]
    public async Task A_gem_that_Bundler_took_from_git_has_the_version_that_is_told_best(string specification, string? constant, string version)
    {
        const string Checkout = "usr/local/bundle/bundler/gems/forked-rack-abcdef012345";
        var layer = new TarBytes().File($"{Checkout}/forked-rack.gemspec", $"Gem::Specification.new do |s|\n  s.name = \"forked-rack\"\n  {specification}\n  s.license = \"MIT\"\nend\n").File($"{Checkout}/lib/forked/rack.rb", "module Forked");
        if (constant is not null) layer.File($"{Checkout}/lib/forked/rack/version.rb", $"module Forked\n  module Rack\n    {constant}\n  end\nend\n");
        var gem = (await MemoryImage.InspectAsync(layer)).Packages.ShouldHaveSingleItem();
        (gem.Name, gem.Version, gem.Properties!["revision"]).ShouldBe(("forked-rack", version, "abcdef012345"));
    }

    [Fact]
    public async Task A_checkout_of_several_gems_has_each_of_them()
    {
        const string Checkout = "vendor/bundle/ruby/3.2.0/bundler/gems/rails-0123456789ab";
        var document = await MemoryImage.InspectAsync(new TarBytes().File($"{Checkout}/rails.gemspec", "s.name = 'rails'\ns.version = version").File($"{Checkout}/activerecord/activerecord.gemspec", "s.name = 'activerecord'\ns.version = '8.0.0'")
            .File($"{Checkout}/activerecord/test/fixtures/a.gemspec", "s.name = 'a'\ns.version = '1'").File("app/bundler/gems/x/x.gemspec", "s.name = 'x'\ns.version = '1'"));
        document.Packages.Select(package => package.Purl).ShouldBe(["pkg:gem/activerecord@8.0.0", "pkg:gem/rails@0123456789ab"]);
    }

    [Fact]
    public void What_a_lock_file_names_is_declared() => Reading.Of("app/Gemfile.lock", """
            GIT
              remote: https://example.org/forked.git
              revision: abc
              specs:
                forked (0.1.0)

            PATH
              remote: .
              specs:
                app (1.0)

            GEM
              remote: https://rubygems.example/
              specs:
                nokogiri (1.15.4-x86_64-linux)
                  racc (~> 1.4)
                racc (1.7.1)

            PLATFORMS
              x86_64-linux

            DEPENDENCIES
              nokogiri

            BUNDLED WITH
               2.4.10
            """).Lines().ShouldBe(["pkg:gem/forked@0.1.0 declared", "pkg:gem/nokogiri@1.15.4?platform=x86_64-linux declared", "pkg:gem/racc@1.7.1 declared"]);
}
