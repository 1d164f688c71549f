using Plimsoll.Server.Auth.Passwords;

namespace Plimsoll.Tests.Server.Auth;

public sealed class PasswordHashTests
{
    /// <summary>The usual test values of PBKDF2 with HMAC-SHA-512 (password, salt, iterations from RFC 6070).</summary>
    [Theory]
    [InlineData("password", "salt", 1, "867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce")]
    [InlineData("password", "salt", 2, "e1d9c16aa681708a45f5c7c4e215ceb66e011a2e9f0040713f18aefdb866d53cf76cab2868a39b9f7840edce4fef5a82be67335c77a6068e04112754f27ccf4e")]
    [InlineData("password", "salt", 4096, "d197b1b33db0143e018b12f3d1d1479e6cdebdcc97c5c0f87f6902e072f457b5143f30602641b3d55cd335988cb36b84376060ecd532e039b742a239434af2d5")]
    [InlineData("passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096, "8c0511f4c6e597c6ac6315d8f0362e225f3c501495ba23b868c005174dc4ee71115b59f9e60cd9532fa33e0f75aefe30225c583a186cd82bd4daea9724a3d3b8")]
    public void Verifies_known_answers(string password, string salt, int iterations, string hash)
    {
        var text = $"$pbkdf2-sha512$i={iterations}${Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(salt))}${Convert.ToBase64String(Convert.FromHexString(hash))}";

        PasswordHash.Verify(text, password).ShouldBeTrue();
        PasswordHash.Verify(text, password + "x").ShouldBeFalse();
    }

    [Fact]
    public void Says_how_it_was_made_and_is_salted()
    {
        var (one, two) = (PasswordHash.Make("secret"), PasswordHash.Make("secret"));

        one.ShouldMatch(@"^\$pbkdf2-sha512\$i=210000\$[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=$");
        one.ShouldNotBe(two);
        PasswordHash.Verify(one, "secret").ShouldBeTrue();
        PasswordHash.Verify(one, "Secret").ShouldBeFalse();
    }

    [Fact]
    public void Is_dated_when_the_parameters_were_others()
    {
        PasswordHash.IsDated(PasswordHash.Make("secret")).ShouldBeFalse();
        PasswordHash.IsDated(PasswordHash.Make("secret", iterations: 100_000)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("$pbkdf2-sha512$i=0$c2FsdA==$AAAA")]
    [InlineData("$pbkdf2-sha512$i=1$c2FsdA==$")]
    [InlineData("$pbkdf2-sha512$i=1$c2FsdA==$AA==")]
    [InlineData("$pbkdf2-sha512$i=x$c2FsdA==$AAAA")]
    [InlineData("$pbkdf2-sha512$i=1$???$AAAA")]
    [InlineData("$pbkdf2-sha256$i=1$c2FsdA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("$2b$12$abcdefghijklmnopqrstuv")]
    public void Is_matched_by_nothing_when_it_cannot_be_read(string text)
    {
        PasswordHash.Verify(text, "").ShouldBeFalse();
        PasswordHash.Verify(text, text).ShouldBeFalse();
        PasswordHash.IsDated(text).ShouldBeTrue();
    }
}
