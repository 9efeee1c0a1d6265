import { lexicon } from "../words.ts";

/** Words of settings by which a model learns, whatever the file. */
export const LEARNING = lexicon(
  "learning rate,lr,optimizer,optimiser,optim,weight decay,momentum,warmup,warm up,loss,loss weight,loss fn,positive weight,pos weight,negative sampling,num negative,neg sample,negative ratio,label smoothing,half life steps,embedding lr,grad clip,margin loss,l2 regularization,l1 regularization,regularizer",
);

/** Words that are of learning only in a file that says what is learned. */
export const IN_TRAINING = lexicon(
  "label,labels,target,targets,task,tasks,head,heads,objective,objectives,positive,negative,negatives,conversion,conversions,event weight,rate,decay,epoch,epochs,dropout,temperature,margin,reward,weight,sampling,beta,alpha,gamma,rms,half life",
);

/** Values of the answer that is learned. */
export const TARGETS = lexicon(
  "label,labels,target,targets,y,ground truth,reward,feedback value,positive,negative,relevance",
);

export const OPTIMISER = lexicon(
  "optimizer,optimiser,optim,learning rate,lr,momentum,warmup,warm up,weight decay,embedding lr,grad clip,rate,decay,epoch,epochs",
);
export const LOSS = lexicon(
  "loss,loss fn,loss weight,objective,objectives,margin,margin loss,label smoothing,regularizer,l1 regularization,l2 regularization",
);
export const SAMPLING = lexicon(
  "negative sampling,num negative,neg sample,negative ratio,sampling,sample,downsample,upsample,positive weight,pos weight",
);
