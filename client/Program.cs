using Actors.Hosting;
using Actors.Web;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddActorsHttp("actors-web");
builder.AddActorsCluster();

var application = builder.Build();
application.MapActors();
return await application.RunActorsAsync();
