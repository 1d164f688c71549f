using System.Text;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Content;

/// <summary>Reads the accounts of the system (passwd(5), shadow(5)): those without a password, and those with the rights of root under another name.</summary>
internal sealed class AccountScanner : IContentScanner
{
    private const int Longest = 1 << 20;

    /// <summary>Other names that distributions give root.</summary>
    private static readonly string[] NamesOfRoot = ["root", "toor", "sync", "shutdown", "halt", "operator"];

    public string Name => "accounts";

    public bool Wants(FileHeader header, ReadOnlySpan<byte> start) => header.Path is "etc/passwd" or "etc/shadow" && header.Size <= Longest;

    public void Scan(FileHeader header, ContentWindow window, ContentReport report)
    {
        // Accounts beyond the first window are beyond any real image.
        if (window.Offset > 0) return;
        foreach (var line in Encoding.UTF8.GetString(window.Bytes).Split('\n'))
        {
            var fields = line.Split(':');
            if (fields.Length < 4 || line[0] == '#') continue;
            var account = ForeignText.Decode(Encoding.UTF8.GetBytes(fields[0][..Math.Min(fields[0].Length, 64)]));
            if (fields[1].Length == 0) report.Find(FindingKinds.AccountUnsafe, Severity.High, $"the account {account} has no password, and needs none", unlessOwned: false);
            if (header.Path == "etc/passwd" && fields[2] == "0" && Array.IndexOf(NamesOfRoot, fields[0]) < 0)
                report.Find(FindingKinds.AccountUnsafe, Severity.High, $"the account {account} has the number, and so the rights, of root", unlessOwned: false);
        }
    }
}
