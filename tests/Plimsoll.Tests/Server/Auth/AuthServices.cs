using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Plimsoll.Core.Errors;
using Plimsoll.Server.Audit;
using Plimsoll.Server.Auth;
using Plimsoll.Server.Auth.Passwords;
using Plimsoll.Server.Auth.Rights;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Watch.Metrics;
using Plimsoll.Storage.Metadata;
using Plimsoll.Storage.Metadata.Sqlite;
using Plimsoll.Tests.Storage;

namespace Plimsoll.Tests.Server.Auth;

/// <summary>The services of accounts and logins over a database of their own, with a clock that moves when told and an administrator <c>admin</c>.</summary>
internal sealed class AuthServices : IAsyncDisposable
{
    public const string AdminPassword = "correct horse";

    private readonly TemporaryDirectory _directory = new();
    private readonly SqliteMetadataStore _store;
    private readonly ServiceProvider _services;

    private AuthServices()
    {
        _store = SqliteMetadataStore.Open(_directory.File("plimsoll.db"), Clock);
        var services = new ServiceCollection();
        services.AddSingleton(Options).AddSingleton<TimeProvider>(Clock).AddSingleton(_store.Identities).AddSingleton(_store.Audit).AddSingleton<AuditTrail>();
        services.AddMetrics().AddSingleton(p => p.GetRequiredService<IMeterFactory>().Create("test")).AddSingleton<CacheMetrics>();
        _services = services.AddAuth().BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public ManualClock Clock { get; } = new();

    public ServerOptions Options { get; } = new();

    public IIdentityStore Store => _store.Identities;

    public AccountDirectory Directory => Get<AccountDirectory>();

    public IAuditLog Audit => _store.Audit;

    public static async Task<AuthServices> StartAsync()
    {
        var services = new AuthServices();
        (await services._services.PrepareAuthAsync(AdminPassword, default)).ShouldBeNull();
        return services;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A request with or without an Authorization header.</summary>
    public static DefaultHttpContext Request(string? authorization = null, string address = "192.0.2.1", string path = "/v2/")
    {
        var http = new DefaultHttpContext();
        http.Request.Scheme = "http";
        http.Request.Host = new HostString("registry.test");
        http.Request.Path = path;
        http.Connection.RemoteIpAddress = IPAddress.Parse(address);
        if (authorization is not null) http.Request.Headers.Authorization = authorization;
        return http;
    }

    public static string Basic(string name, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"));

    public static string Bearer(string token) => "Bearer " + token;

    public async Task<IdentityCaller> ResolveAsync(HttpContext http) => (await Get<ICallerResolver>().ResolveAsync(http, default)).ShouldBeOfType<IdentityCaller>();

    public Task<IdentityCaller> ResolveAsync(string? authorization = null) => ResolveAsync(Request(authorization));

    public async Task<OciException> RefuseAsync(HttpContext http) => await Should.ThrowAsync<OciException>(async () => await ResolveAsync(http));

    public Task<OciException> RefuseAsync(string authorization) => RefuseAsync(Request(authorization));

    /// <summary>A request of the administrator, for what needs one.</summary>
    public async Task<HttpContext> AdminAsync()
    {
        var http = Request(Basic("admin", AdminPassword), path: "/api/v1");
        http.SetCaller(await ResolveAsync(http));
        return http;
    }

    public AuditEvent Event(string action = "test") => new()
    {
        Id = Guid.CreateVersion7(Clock.Now),
        At = Clock.Now,
        Action = action,
        Outcome = "ok",
        Principal = "admin",
        AuthKind = "basic",
    };

    /// <summary>A user whose password is quick to check.</summary>
    public async Task<long> AddUserAsync(string name, string password = "password", params (string Role, string Path)[] grants)
    {
        var user = new NewPrincipal(PrincipalKind.User, name, "", PasswordHash.Make(password, iterations: PasswordHash.Iterations), null, Clock.Now, "admin") { Grants = grants };
        (await Directory.ChangeAsync(store => store.AddPrincipalAsync(user, Event(), default))).ShouldBe(IdentityChange.Done);
        return Directory.Current.Find(name)!.Record.Id;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _store.DisposeAsync();
        _directory.Dispose();
    }
}
