using System.Security.Cryptography;
using Plimsoll.Bench.Registry;

namespace Plimsoll.Bench.Servers;

/// <summary>The measured program as anyone would run it: durable, with authentication and audit, logged in as its first administrator.</summary>
internal static class PlimsollServer
{
    public static string LabelOf(Role role) => role switch { Role.Subject => "plimsoll", Role.Twin => "plimsoll-2", _ => "plimsoll-accel" };

    /// <param name="settings">Variables of its environment.</param>
    /// <param name="stores">Processes that count with it.</param>
    public static Target Start(Role role, Workspace workspace, string program, IReadOnlyDictionary<string, string>? settings = null, params IReadOnlyList<int> stores)
    {
        string label = LabelOf(role);
        string password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var address = ServerProcess.FreeAddress();
        var url = new Uri($"http://{address}");
        var environment = new Dictionary<string, string>(settings ?? new Dictionary<string, string>()) { ["PLIMSOLL_ADMIN_PASSWORD"] = password };
        string[] arguments = ["serve", "--data", workspace.Folder(label), "--url", url.GetLeftPart(UriPartial.Authority)];
        var process = ServerProcess.Start(workspace.Log(label), program, arguments, environment);
        process.WaitFor(address, "/health/ready");
        return new Target(role, label, ServerProcess.VersionOf(program, "--version"), address, [process], new Login(url, "admin", password), stores);
    }
}
