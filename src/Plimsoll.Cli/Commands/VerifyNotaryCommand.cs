using System.CommandLine;
using Plimsoll.Cli.Trust;
using Plimsoll.Trust;
using Plimsoll.Trust.Tuf;

namespace Plimsoll.Cli.Commands;

/// <summary><c>plimsoll verify-notary</c>: what a Notary v1 repository (Docker Content Trust) binds a tag to.</summary>
internal static class VerifyNotaryCommand
{
    public static Command Create()
    {
        var command = new Command("verify-notary", "Check the metadata of a Notary v1 repository (Docker Content Trust) and what it binds a tag to, offline.\n\nExample:\n  plimsoll verify-notary --metadata ~/.docker/trust/tuf/registry.example.org/shop/api/metadata --tag 1");
        var folder = new Option<string>("--metadata") { Description = "Folder with root.json, timestamp.json, snapshot.json and targets.json", HelpName = "DIR", Required = true };
        var tag = new Option<string>("--tag") { Description = "The tag", HelpName = "TAG", Required = true };
        var roots = new Option<string[]>("--root-key-id") { Description = "Id of a root key that is trusted; may be repeated. Default: the first use is trusted, and a note says so", HelpName = "ID" };
        foreach (var option in new Option[] { folder, tag, roots }) command.Add(option);
        command.SetAction(async (parsed, cancellationToken) => await FileVerdict.PrintAsync(parsed, async () =>
        {
            var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (var name in (string[])["root", "timestamp", "snapshot", "targets"]) files[name] = await SignerOptions.ReadAsync(Path.Combine(parsed.GetValue(folder)!, name + ".json"), cancellationToken);
            var repository = NotaryRepository.Verify(files, parsed.GetValue(roots) ?? [], TimeProvider.System.GetUtcNow());
            if (!repository.Tags.TryGetValue(parsed.GetValue(tag)!, out var digest)) throw new RefusedException($"the repository binds no tag '{parsed.GetValue(tag)}'");
            return new Verdict.Verified(repository.Signer, null) { Remarks = [$"the tag is bound to {digest}", .. parsed.GetValue(roots) is { Length: > 0 } ? (string[])[] : ["no root key was named, so the root vouches for itself"]] };
        }));
        return command;
    }
}
