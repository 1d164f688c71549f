namespace Plimsoll.Server.Webhooks;

/// <summary>What tells others.</summary>
internal static class WebhooksRegistration
{
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<DeliveryClient>();
        services.AddSingleton<EventWriter>();
        services.AddSingleton<RebuildPlan>();
        services.AddSingleton<WebhookAdministration>();
        services.AddSingleton<DeliveryListing>();
        services.AddHostedService<EventRouter>();
        services.AddHostedService<DeliveryWorker>();
    }
}
