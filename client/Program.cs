using Actors.Clustering;
using Actors.Hosting;
using Actors.Web;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
if (ReadyProbe.IsAsked(args)) return await ReadyProbe.AskAsync(builder.Configuration);
builder.AddActorsHttp("actors-web");
builder.AddActorsCluster();

var application = builder.Build();
application.MapActors();
return await application.RunActorsAsync(exception => (exception as ClusteringSetupException)?.Message);
