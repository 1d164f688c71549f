using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Plimsoll.Cli.Trust;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.InToto;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll verify-layout</c>: whether a supply chain went as its in-toto layout says, offline.</summary>
internal static class VerifyLayoutCommand
{
    private const int MaxLinks = 1000;

    public static Command Create()
    {
        var command = new Command("verify-layout", "Check an in-toto layout, its links and the product, offline. Layouts with inspections are refused: they run commands.\n\nExample:\n  plimsoll verify-layout --layout root.layout --key alice.pub --product foo.o");
        var layout = new Option<string>("--layout") { Description = "The signed layout", HelpName = "FILE", Required = true };
        var keys = new Option<string[]>("--key") { Description = "Public key of an owner of the layout, as in-toto writes it or PEM; all that are given must have signed", HelpName = "FILE", Required = true };
        var links = new Option<string>("--links") { Description = "Folder with the files *.link. Default: where the layout is", HelpName = "DIR" };
        var product = new Option<string?>("--product") { Description = "File that must have come out of the last step", HelpName = "FILE" };
        foreach (var option in new Option[] { layout, keys, links, product }) command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(layout)!;
            var folder = parsed.GetValue(links) ?? Path.GetDirectoryName(Path.GetFullPath(path))!;
            return await FileVerdict.PrintAsync(parsed, async () =>
            {
                var owners = new List<PublicKey>();
                foreach (var key in parsed.GetValue(keys)!) owners.Add(Key(await SignerOptions.ReadAsync(key, cancellationToken)));
                var document = await SignerOptions.ReadAsync(path, cancellationToken);
                var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
                foreach (var link in Directory.EnumerateFiles(folder, "*.link").Take(MaxLinks)) found[Path.GetFileName(link)] = await SignerOptions.ReadAsync(link, cancellationToken);
                return LayoutVerifier.Of(owners, document, TimeProvider.System).Verify(document, found, parsed.GetValue(product) is { } file ? (Path.GetFileName(file), await HashAsync(file, cancellationToken)) : null);
            });
        });
        return command;
    }

    private static PublicKey Key(byte[] file) => file.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("{"u8) ? LayoutVerifier.ReadKey(file) : PublicKey.ReadPem(Encoding.UTF8.GetString(file));

    private static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
