using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Secrets;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Secrets;

/// <summary>Every rule against its own cases, the true ones drawn anew.</summary>
public sealed class SecretRulesTests
{
    private const int Draws = 20;

    public static TheoryData<string> Ids => [.. KnownSecretRules.All.Select(rule => rule.Id)];

    [Fact]
    public void There_are_well_over_sixty_and_each_has_a_name_of_its_own()
    {
        KnownSecretRules.All.Count.ShouldBeGreaterThan(120);
        KnownSecretRules.All.Select(rule => rule.Id).ShouldBeUnique();
        foreach (var rule in KnownSecretRules.All) rule.PrepareAll();
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Finds_its_true_cases(string id)
    {
        var rule = Rule(id);
        var template = new SecretTemplate(20261121);

        (rule.IsOfPath || rule.TrueCases.Count > 0).ShouldBeTrue();
        foreach (var text in rule.TrueCases.SelectMany(text => Enumerable.Repeat(text, Draws)).Select(template.Fill))
            SecretSearch.Known.Find(text, PlaceOf(rule)).Select(match => match.Rule.Id).ShouldContain(id, text);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Finds_nothing_in_its_false_cases(string id)
    {
        var rule = Rule(id);
        var template = new SecretTemplate(7);

        foreach (var text in rule.FalseCases.Select(template.Fill).Concat(rule.TrueCases.Select(SecretTemplate.Obvious)))
            SecretSearch.Known.Find(text, PlaceOf(rule)).Select(match => match.Rule.Id).ShouldBeEmpty(text);
    }

    [Fact]
    public void Knows_the_checksum_of_a_token_and_doubts_one_that_is_wrong()
    {
        var token = "ghp_" + new SecretTemplate(1).Fill("<<base62-crc32>>");
        var wrong = token[..^1] + (token[^1] == 'a' ? 'b' : 'a');

        SecretSearch.Known.Find(token, SecretPlace.OfConfiguration).ShouldHaveSingleItem().SeverityAt(SecretPlace.OfConfiguration).ShouldBe(Severity.High);
        var doubted = SecretSearch.Known.Find(wrong, SecretPlace.OfConfiguration).ShouldHaveSingleItem();
        doubted.SeverityAt(SecretPlace.OfConfiguration).ShouldBe(Severity.Medium);
        doubted.Reason.ShouldEndWith("whose checksum is wrong");
    }

    [Fact]
    public void What_is_no_text_in_a_token_makes_it_none()
    {
        var header = Convert.ToBase64String([.. "{\"alg\":\"HS256\",\""u8, 0x8b, .. "\":1}"u8]).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var claims = Convert.ToBase64String("{\"sub\":\"a-b-c-d\",\"iat\":16}"u8).TrimEnd('=');

        Should.NotThrow(() => SecretSearch.Known.Find($"token: {header}.{claims}.{new SecretTemplate(1).Fill("<<[A-Za-z0-9_-]{43}>>")}", SecretPlace.OfConfiguration));
    }

    [Fact]
    public void Shows_the_start_the_length_and_a_hash_of_a_value_and_no_more()
    {
        var value = new SecretTemplate(3).Fill("AKIA<<[A-Z2-7]{16}>>");

        var (one, same, other) = (SecretMask.Of(value), SecretMask.Of(value), SecretMask.Of(value[..^1] + "9"));

        one.ShouldMatch(@"^AKIA… \(20 characters, #[0-9a-f]{6}\)$");
        one.ShouldBe(same);
        one.ShouldNotBe(other);
        SecretMask.Of("pw12").ShouldStartWith("p…");
    }

    [Fact]
    public void The_documentation_lists_every_rule()
    {
        var text = File.ReadAllLines(Path.Combine(DebianImage.Repository(), "docs", "secrets.md"));

        text.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ShouldBe(KnownSecretRules.All.Select(rule => $"| `{rule.Id}` | {rule.Title} | {rule.Severity.ToString().ToLowerInvariant()} |"));
    }

    private static SecretRule Rule(string id) => KnownSecretRules.All.Single(rule => rule.Id == id);

    /// <summary>A path that the rule is about.</summary>
    private static SecretPlace PlaceOf(SecretRule rule)
    {
        string[] paths =
        [
            "srv/app.conf", "root/.kube/config", "srv/terraform.tfstate", "etc/encrypted_data_bag_secret", "root/.pgpass", "root/.my.cnf", "etc/shadow", "etc/wpa_supplicant.conf", "etc/ipsec.secrets",
            "srv/config/master.key", "root/rclone.conf", "srv/key.p12", "root/.msmtprc", "root/.curlrc", "etc/postfix/sasl_passwd", "root/.vault_pass.txt",
        ];
        return SecretPlace.Of(paths.First(rule.IsAbout));
    }
}
