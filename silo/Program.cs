using Actors.Clustering;
using Actors.Hosting;
using Actors.Silo;
using Actors.Storage;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
if (ReadyProbe.IsAsked(args)) return await ReadyProbe.AskAsync(builder.Configuration);
builder.AddActorsHttp("actors-silo");
builder.AddActorsSilo();

var application = builder.Build();
application.MapActors();
return await application.RunActorsAsync(exception => exception is StorageSetupException or ClusteringSetupException ? exception.Message : null);
