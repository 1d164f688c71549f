using AngleSharp.Html.Dom;
using Plimsoll.Server.Auth.Sessions;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Pages;

/// <summary>Somebody who is logged in to the pages, with a browser that runs no script.</summary>
internal sealed record PageSession(Wire Wire, string Cookie, string Token)
{
    public static async Task<PageSession> SignInAsync(Wire wire, string name, string password)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = name, ["password"] = password, ["next"] = "/account" });
        var answer = (await wire.SendAsync("POST", "/login", form)).Expect(303);
        var cookie = answer["Set-Cookie"]!.Split(';')[0];
        var page = HtmlPage.Parse((await wire.GetAsync("/account", ("Cookie", cookie))).Expect(200).Text);
        return new PageSession(wire, cookie, page.QuerySelector($"input[name={FormToken.Field}]")!.GetAttribute("value")!);
    }

    public Task<Answer> GetAsync(string path) => Wire.GetAsync(path, ("Cookie", Cookie));

    public async Task<IHtmlDocument> PageAsync(string path) => HtmlPage.Parse((await GetAsync(path)).Expect(200).Text);

    public async Task<Answer> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Append((FormToken.Field, Token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        return await Wire.SendAsync("POST", path, form, ("Cookie", Cookie));
    }
}
