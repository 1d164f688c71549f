using System.Text;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Executables;
using Plimsoll.Inspection.Secrets;
using Plimsoll.Tests.Inspection.Secrets;

namespace Plimsoll.Tests.Fuzzing;

/// <summary>Programs and texts, damaged: whatever they are, they are looked through to their end.</summary>
public sealed class ContentFuzzTests
{
    /// <summary>A program that is small enough to be copied a hundred thousand times, in both byte orders and widths where the machine has them.</summary>
    private static readonly byte[] Program = File.ReadAllBytes("/usr/bin/true");

    [Fact]
    public void Programs() => Fuzz.Run([Program, Encoding.UTF8.GetBytes("#!/usr/bin/env -S python3 -u\n")], damaged =>
    {
        if (ExecutableReader.Read(0, new FileContent(new FileHeader("x", FileType.File, 0x1ed, damaged.Length), damaged)) is not { } facts) return;
        if (facts.Format.Length == 0 || facts.Libraries?.Any(library => library.Length is 0 or > 4096) == true) throw new InvalidDataException($"it gave {facts}");
    }, usual: 300);

    [Fact]
    public void Texts_with_secrets()
    {
        var template = new SecretTemplate(5);
        string[] texts =
        [
            template.Fill("aws_access_key_id = AKIA<<[A-Z2-7]{16}>>\naws_secret_access_key = <<[A-Za-z0-9/+]{40}>>\nTOKEN=ghp_<<base62-crc32>>\n"),
            template.Fill("<<pem:rsa>>\nurl: postgres://user:<<[a-z0-9]{20}>>@host/db\npassword: \"<<[A-Za-z0-9]{16}>>\"\n"),
            template.Fill("""{"auths": {"h": {"auth": "<<basic>>"}}, "token": "<<jwt>>", "client_secret": "<<[A-Za-z0-9~._-]{40}>>"}"""),
        ];
        Fuzz.Run([.. texts.Select(Encoding.Latin1.GetBytes)], damaged =>
        {
            foreach (var path in (string[])["srv/app.env", "srv/app.py", "root/.docker/config.json"])
            {
                foreach (var match in SecretSearch.Known.Find(damaged, 0, damaged.Length, SecretPlace.Of(path)))
                {
                    if (match.Start < 0 || match.Start > damaged.Length) throw new InvalidDataException($"it found something at {match.Start} of {damaged.Length}");
                }
            }
        }, usual: 300);
    }
}
